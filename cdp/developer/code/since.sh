# A cursor to begin with, and what has changed since another
curl "https://cdp.example/api/v1/changes/?since=now"
curl "https://cdp.example/api/v1/changes/?since=CURSOR&noun=actions&noun=indicators"
