"""How people sign in: what we set, add and forbid around django-allauth.

account.py        passwords, sessions, mails and the log of who came and who was refused
factors.py        passkeys, codes and who must have a second factor
organisations.py  what an organisation's account may do here: only what an invitation or its owner allows
oidc.py           the exchange with an organisation's server
id_tokens.py      whether to believe what that server says; pure
forms.py, views.py, joining.py, urls.py
"""
