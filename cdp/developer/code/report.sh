# Begin a report on an action, change it, add evidence, send it for approval
# Save as report.sh, and run: sh report.sh
set -e
api="https://cdp.example/api/v1"
token="Authorization: Bearer $CDP_TOKEN"
json="Content-Type: application/json"
of_answer() { tr -d "\r" < headers.txt | awk -v name="$1:" 'tolower($1) == name { print $2 }'; }

curl -sS --fail-with-body -D headers.txt -X POST "$api/actions/exampleshire:EXA-1.1/updates/" \
  -H "$token" -H "$json" -H 'Idempotency-Key: "8e03978e-40d5-43e8-bc93-6894a57f9324"' \
  -d '{"delivery_status": "on_track", "confidence": "some_doubt"}'
update=$(of_answer location)

curl -sS --fail-with-body -D headers.txt -X PATCH "$update" \
  -H "$token" -H "$json" -H "If-Match: $(of_answer etag)" \
  -d '{"confidence": "confident", "narrative": "The first clinic has opened."}'

curl -sS --fail-with-body -X POST "${update}evidence/" -H "$token" -H "$json" \
  -d '{"title": "Opening hours", "link": "https://example.org/clinic", "strength": "document"}'

# Evidence makes another version of the draft: read which.
curl -sS --fail-with-body -D headers.txt -o draft.json -H "$token" "$update"
curl -sS --fail-with-body -X POST "${update}submit/" -H "$token" -H "If-Match: $(of_answer etag)"
