import pytest
from django.core.exceptions import ImproperlyConfigured

from console.vault.seal import SealBroken, is_current, read_keys, reseal, seal, unseal


def test_what_was_sealed_opens_for_the_same_record():
    assert unseal(seal(b"secret", "thing:1"), "thing:1") == b"secret"


def test_what_was_sealed_does_not_show_in_the_sealed_value():
    assert b"secret" not in seal(b"secret", "thing:1")


def test_the_same_secret_never_looks_the_same_twice():
    """Statement 45."""
    assert seal(b"secret", "thing:1") != seal(b"secret", "thing:1")


def test_a_value_of_another_record_does_not_open():
    """Statement 45."""
    with pytest.raises(SealBroken, match="belongs to another record"):
        unseal(seal(b"secret", "thing:1"), "thing:2")


@pytest.mark.parametrize("position", [0, 1, 10, 25, -1])
def test_a_changed_byte_anywhere_is_noticed(position):
    sealed = bytearray(seal(b"secret", "thing:1"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), "thing:1")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"secret", b"\x01" + b"x" * 20, b"\x01" + b"x" * 60])
def test_what_is_no_sealed_value_is_refused_and_never_taken_as_it_is(sealed):
    with pytest.raises(SealBroken):
        unseal(sealed, "thing:1")


def test_another_key_gives_a_sentence_and_nothing_else(settings, new_vault_key):
    """Statement 46."""
    sealed = seal(b"secret", "thing:1")
    settings.VAULT_KEYS = [new_vault_key()]
    with pytest.raises(SealBroken, match=r"^Sealed with a key that is not in VAULT_KEYS\.$"):
        unseal(sealed, "thing:1")


def test_every_key_reads_and_the_first_one_writes(settings, new_vault_key):
    old, new = new_vault_key(), new_vault_key()
    settings.VAULT_KEYS = [old]
    sealed = seal(b"secret", "thing:1")
    settings.VAULT_KEYS = [new, old]
    assert unseal(sealed, "thing:1") == b"secret"
    assert not is_current(sealed)
    renewed = reseal(sealed, "thing:1")
    settings.VAULT_KEYS = [new]
    assert unseal(renewed, "thing:1") == b"secret"


def test_what_is_under_the_first_key_is_left_as_it_is():
    sealed = seal(b"secret", "thing:1")
    assert reseal(sealed, "thing:1") == sealed


@pytest.mark.parametrize("keys", [[], [""], ["canary-key"], ["AAAA"], ["A" * 43 + "=", "canary-key"]])
def test_without_proper_keys_there_is_a_sentence_that_names_the_setting_and_no_key(keys):
    with pytest.raises(ImproperlyConfigured, match="VAULT_KEYS") as refused:
        read_keys(tuple(keys))
    assert "canary" not in str(refused.value)


def test_a_key_may_have_blanks_around_it():
    assert len(read_keys((" " + "A" * 43 + "= ",))) == 1
