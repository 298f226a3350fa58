"""Branding: only pictures come in, everything goes out at once, and what cannot be read well says so."""

import base64
import copy
import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from apps.configuration.branding.colours import contrast
from apps.configuration.branding.forms import SLOTS
from apps.configuration.pictures import PictureRefused, picture_in, written_anew
from tests.apps.configuration.driving import called, do, nonce_in, words_in

ALL = "/configuration/branding/"
EDIT, RESET = f"{ALL}edit/", f"{ALL}reset/"


def png(width=40, height=20, colour="#aa3300", **options):
    file = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(file, "PNG", **options)
    return file.getvalue()


def jpeg():
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#123456").save(file, "JPEG", comment=b"secret place")
    return file.getvalue()


def posted(page):
    """What the form would post as it stands."""
    html = page.content.decode()
    form = html[html.index('<form class="form"') :]
    found = {}
    for tag in re.findall("<input[^>]*>", form[: form.index("</form>")]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in attributes and attributes.get("type") not in ("file", "checkbox"):
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)
    return found | {name: unescape(text.strip()) for name, text in areas}


def review(client, **typed):
    page = client.get(EDIT)
    fields = posted(page) | typed
    return {"nonce": fields["nonce"]}, client.post(EDIT, fields | {"step": "review"})


def brand(client, sandbox):
    client.get(ALL)
    return copy.deepcopy(sandbox.world.resources["branding"]["branding"])


def test_the_page_shows_colours_with_their_contrast_and_pictures_of_this_host_alone(ann):
    page = ann.get(ALL)
    text = words_in(page)
    assert "#1843b8" in text
    assert "8.2 : 1" in text
    assert "Level 3" in text
    pictures = re.findall(r'<img class="pic" src="([^"]+)"', page.content.decode())
    assert pictures
    for address in pictures:
        shown = ann.get(address)
        assert shown["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(shown.content)).format == "PNG"
    assert "data:" not in page.content.decode()
    assert ann.get("/configuration/picture/?of=nonsense").status_code == 404


def test_a_change_of_one_colour_sends_everything_else_as_it_came(ann, sandbox):
    before = brand(ann, sandbox)
    machinery, response = review(ann, colors__level_1="#fedc00")
    text = words_in(response)
    assert "#1843b8 #fedc00" in text
    assert "White text on #fedc00 is hard to read" in text
    assert 'fill="#fedc00"' in response.content.decode()
    assert ann.post(EDIT, machinery | {"step": "save"}).status_code == 302
    (update,) = called(sandbox, "updateBranding")
    names = ("logo", "favicon", "background_image", "slider_items")
    assert {name: update.body[name] for name in names} == {name: before[name] for name in names}
    assert update.body["colors"] == {**before["colors"], "level_1": "#fedc00"}


def test_a_picture_is_decoded_and_written_anew_before_it_is_sent(ann, sandbox):
    before = brand(ann, sandbox)
    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    hostile = png(pnginfo=info) + b"<script>alert(2)</script>"
    given = {"logo_file": SimpleUploadedFile("logo.png", hostile)}
    machinery, response = review(ann, **given)
    assert "PNG, 40 × 20" in words_in(response)
    assert ann.post(EDIT, machinery | {"step": "save"}).status_code == 302
    (update,) = called(sandbox, "updateBranding")
    sent = base64.b64decode(update.body["logo"])
    assert b"script" not in sent
    assert Image.open(io.BytesIO(sent)).size == (40, 20)
    assert update.body["favicon"] == before["favicon"]
    assert "PNG, 40 × 20" in words_in(ann.get(ALL))


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"\x89PNG\r\n\x1a\n" + b"x" * 99,
        b"%PDF-1.7",
        png()[:60],
    ],
    ids=["empty", "svg", "broken", "pdf", "cut"],
)
def test_what_is_no_picture_is_refused_at_its_field(ann, sandbox, hostile):
    _machinery, response = review(ann, favicon_file=SimpleUploadedFile("favicon.png", hostile))
    assert response.status_code == 422
    assert not called(sandbox, "updateBranding")
    with pytest.raises(PictureRefused):
        written_anew(hostile, SLOTS["favicon"])


def test_slides_are_changed_moved_added_and_removed_in_their_rows(ann, sandbox):
    before = brand(ann, sandbox)["slider_items"]
    hostile = png(64, 32) + b"<script>alert(2)</script>"
    typed = {
        "slider_items-0-title": "Sign anywhere",
        "slider_items-0-place": "2",
        "slider_items-1-gone": "on",
        "slider_items-2-place": "1",
        "slider_items-2-title": "New one",
        "slider_items-2-image_file": SimpleUploadedFile("slide.png", hostile),
    }
    fields = posted(ann.get(EDIT)) | typed
    # The button for another row: nothing is lost, and there is one more to fill in.
    grown = ann.post(EDIT, fields | {"step": "fill"})
    assert "slider_items-3-title" in posted(grown)
    fields = posted(grown) | {"slider_items-1-gone": "on", "slider_items-3-text": "<b>Fourth</b>"}
    reviewed = ann.post(EDIT, fields | {"step": "review"})
    assert "New one; PNG, 64 × 32" in words_in(reviewed)
    assert "<b>Fourth" not in reviewed.content.decode()
    assert ann.post(EDIT, {"nonce": fields["nonce"], "step": "save"}).status_code == 302
    new, moved, fourth = called(sandbox, "updateBranding")[0].body["slider_items"]
    assert moved == {**before[0], "title": "Sign anywhere", "order": 2}
    assert b"script" not in base64.b64decode(new.pop("image"))
    assert new == {"title": "New one", "order": 1}
    assert fourth == {"description": "<b>Fourth</b>", "order": 3}


def test_a_slides_picture_can_go_and_a_bad_file_names_its_slide(ann, sandbox):
    bad = SimpleUploadedFile("slide.png", b"%PDF-1.7")
    _machinery, refused = review(ann, **{"slider_items-1-image_file": bad})
    assert refused.status_code == 422
    assert "Slide 2: This is not a picture" in words_in(refused)
    machinery, reviewed = review(ann, **{"slider_items-0-image-none": "on", "background_image__desktop-none": "on"})
    assert reviewed.status_code == 200, words_in(reviewed)
    ann.post(EDIT, machinery | {"step": "save"})
    body = called(sandbox, "updateBranding")[0].body
    assert body["slider_items"][0]["image"] is None
    assert body["background_image"]["desktop"] is None
    assert body["logo"]


def test_slides_in_another_spelling_keep_it(ann, sandbox):
    brand(ann, sandbox)
    sandbox.world.resources["branding"]["branding"]["slider_items"] = [{"Heading": "Old", "Content": "c", "x": [1]}]
    machinery, _reviewed = review(ann, **{"slider_items-0-title": "New"})
    ann.post(EDIT, machinery | {"step": "save"})
    assert called(sandbox, "updateBranding")[0].body["slider_items"] == [{"Heading": "New", "Content": "c", "x": [1]}]


def test_a_picture_beyond_its_limits_is_refused():
    for name, slot in SLOTS.items():
        with pytest.raises(PictureRefused, match="too_large"):
            written_anew(b"x" * (slot.bytes + 1), slot)
        if name == "favicon":
            with pytest.raises(PictureRefused, match="too_wide"):
                written_anew(png(slot.width + 1, 1), slot)


def test_a_photo_stays_one_without_what_was_said_in_it():
    picture = written_anew(jpeg(), SLOTS["background_image__desktop"])
    assert picture.kind == "image/jpeg"
    assert b"secret place" not in picture.data
    assert picture_in(f"data:image/jpeg;base64,{picture.text}").width == 64


def test_resetting_says_what_it_takes_and_asks_for_a_word(ann, sandbox):
    assert "SigningHub keeps no copy" in words_in(ann.get(RESET))
    assert do(ann, RESET, typed="reset?").status_code == 422
    assert not called(sandbox, "resetBranding")
    assert do(ann, RESET)["Location"] == ALL
    assert len(called(sandbox, "resetBranding")) == 1
    assert "#00695c" in words_in(ann.get(ALL))


def test_the_logos_before_sign_in_and_the_appearances_load_by_themselves(ann, sandbox):
    assert "Favicon of the pages" in words_in(ann.get(f"{ALL}logos/"))
    assert "Hand signature" in words_in(ann.get(f"{ALL}appearances/"))
    assert {"getBrandingLogos", "getFavicon", "listAppearances"} <= {request.operation for request in sandbox.requests}


def test_somebody_elses_picture_meanwhile_is_a_choice(ann, sandbox):
    page = ann.get(EDIT)
    fields = posted(page) | {"logo_file": SimpleUploadedFile("logo.png", png())}
    other = written_anew(png(50, 50), SLOTS["logo"]).text
    sandbox.world.resources["branding"]["branding"]["logo"] = other
    response = ann.post(EDIT, fields | {"step": "review"})
    assert response.status_code == 409
    assert "Yours: PNG, 40 × 20" in words_in(response)
    assert "Theirs, as it is now: PNG, 50 × 50" in words_in(response)
    nonce = {"nonce": nonce_in(response)}
    ann.post(EDIT, nonce | {"choose-logo": "theirs", "step": "choose"})
    assert not called(sandbox, "updateBranding")
    ann.post(EDIT, nonce | {"choose-logo": "mine", "step": "choose"})


def test_whoever_may_only_read_changes_nothing(person):
    reader = person({"branding": ["read"]}, email="reader@example.org")
    page = reader.get(ALL).content.decode()
    assert EDIT not in page
    assert RESET not in page
    assert reader.get(EDIT).status_code == 403


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff").white == 1.0
    assert contrast("#000").white == 21.0
    assert contrast("#767676").white == 4.5
    assert contrast("#777777").level == "warn"
    assert contrast("red") is None
