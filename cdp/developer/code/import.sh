# See what a table of figures would change, then publish it
# Save as import.sh, and run: sh import.sh
set -e
curl -fsS -D headers.txt -o import.json "https://cdp.example/api/v1/imports/" \
  -H "Authorization: Bearer $CDP_TOKEN" \
  -F kind=local_figures -F partnership=exampleshire -F source=county-table -F file=@figures.csv
cat import.json
of_answer() { tr -d "\r" < headers.txt | awk -v name="$1:" 'tolower($1) == name { print $2 }'; }
curl -fsS "$(of_answer location)commit/" -H "Authorization: Bearer $CDP_TOKEN" -H "If-Match: $(of_answer etag)" \
  -H "Content-Type: application/json" -d '{}'
