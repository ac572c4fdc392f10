"""The browser and the system of a session in words that its owner knows again. Pure, and only ever a guess."""

BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox")]
BROWSERS += [("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [("Windows", "Windows"), ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android")]
SYSTEMS += [("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux")]


def in_words(user_agent):
    """ "Firefox on Windows"; browsers name those that they are like, so the order matters."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser or 'A browser'} on {system}" if system else browser or "An unknown device"
