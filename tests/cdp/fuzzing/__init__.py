"""The API is asked everything that its document allows, and much that it forbids, by everybody who could ask.

world     two partnerships with one of everything: one that everybody may see, and one that only its own people may
callers   who asks, and with what: nobody, people with each role, tokens with few scopes, a program
asking    requests made from the document by Schemathesis, and what is looked for in the answers
"""
