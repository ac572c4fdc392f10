# The address of the next page, from the header Link
curl -sS -D - -o first-page.json "https://cdp.example/api/v1/actions/?page_size=1" | grep -i "^link:"
