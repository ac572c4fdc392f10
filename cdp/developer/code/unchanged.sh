# The second request is answered 304, and the file stays as it is
list="https://cdp.example/api/v1/actions/?partnership=exampleshire"
curl -sS --etag-save etag.txt -o actions.json "$list"
curl -sS --etag-compare etag.txt -o actions.json -w "%{http_code}\n" "$list"
