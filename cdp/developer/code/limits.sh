# What is left to you now
curl -sS -D - -o limits.json "https://cdp.example/api/v1/partnerships/" | grep -i "^ratelimit"
