# Send figures of your own as JSON; without dry_run they are published
curl -fsS "https://cdp.example/api/v1/local-figures/?dry_run=true" \
  -H "Authorization: Bearer $CDP_TOKEN" -H "Content-Type: application/json" \
  -d '{"partnership": "exampleshire", "figures": [
        {"indicator": "naloxone-issued", "area": "E10000034", "period": "2025/26", "value": 412}]}'
