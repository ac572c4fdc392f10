"""Changes sent to other systems, by Standard Webhooks (standardwebhooks.com).

addresses.py where we may send · messages.py what is sent, and its signatures · handing_over.py which changes an
endpoint is told of · sending.py one message on its way · delivering.py the job that sends what is due · operations.py
what people do · pages.py and forms.py where they do it
"""
