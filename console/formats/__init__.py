"""How each language writes dates and numbers, instead of Django's own choice.

Dates are ISO 8601 everywhere, because they are compared with SigningHub's logs and exports. Digits are Western ones in
Arabic too, as CLDR has it for ar-AE, SigningHub's own Arabic: the same identifiers and amounts stand in both languages.
"""
