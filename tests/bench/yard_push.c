/*
 * yard_push COLLECTION USER PASSWORD FILE: the bare loop: a feed's events, each put into the collection as a
 * resource of its own by one libcurl handle that keeps its connection.  Nothing is remembered.  Prints how
 * many.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Credence//Deadlines//EN\r\n"
    "CALSCALE:GREGORIAN\r\n";
static const char tail[] = "END:VCALENDAR\r\n";

static char *
read_all(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		return NULL;
	long size = ftell(file);
	char *text = size < 0 ? NULL : malloc((size_t)size + 1);
	rewind(file);
	if (text != NULL)
		text[fread(text, 1, (size_t)size, file)] = '\0';
	fclose(file);
	return text;
}

static size_t
ignore(char *bytes, size_t one, size_t count, void *context)
{
	(void)bytes, (void)context;
	return one * count;
}

static int
put(CURL *curl, const char *url, const char *body, long len)
{
	long status = 0;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, len);
	if (curl_easy_perform(curl) != CURLE_OK)
		return 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status == 201;
}

static long
put_all(CURL *curl, const char *collection, const char *text)
{
	static const char begin[] = "BEGIN:VEVENT", end[] = "END:VEVENT\r\n";
	static char url[512], body[16384];
	long count = 0;

	for (const char *p = strstr(text, begin); p != NULL; p = strstr(p, begin)) {
		const char *last = strstr(p, end);
		if (last == NULL)
			return -1;
		last += strlen(end);
		int len = snprintf(body, sizeof(body), "%s%.*s%s", head, (int)(last - p), p, tail);
		snprintf(url, sizeof(url), "%sevent%ld.ics", collection, count);
		if (len < 0 || (size_t)len >= sizeof(body) || !put(curl, url, body, len))
			return -1;
		count++;
		p = last;
	}
	return count;
}

int
main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	char *text = read_all(argv[4]);
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	headers = curl_slist_append(headers, "Content-Type: text/calendar; charset=utf-8");
	headers = curl_slist_append(headers, "If-None-Match: *");
	if (text == NULL || curl == NULL)
		return 1;
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(curl, CURLOPT_USERNAME, argv[2]);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, argv[3]);
	long count = put_all(curl, argv[1], text);
	printf("%ld\n", count);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	free(text);
	return count > 0 ? 0 : 1;
}
