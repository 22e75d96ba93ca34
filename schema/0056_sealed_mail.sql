-- Mail as it came is sealed as the documents are that are taken from it: a stream in pieces, with a key made of the
-- folder's secret.key (store/message_bytes.h).  What lists and searches use (message.text, subject, addresses) stays as it is.
UPDATE message_raw SET mime = sealed_bytes(mime, 'message');
