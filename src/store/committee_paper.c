/* committee_paper: what packet and minutes say beyond the rows, and both on paper. */
#include "store/committee.h"

#include "base/str.h"
#include "core/catalog.h"
#include "store/page_pdf.h"
#include "base/banned.h"

static const struct { const char *title, *html, *text; } papers[] = {
	[COMMITTEE_PACKET] = { "packet of the credentials committee", "src/web/templates/committee_packet.html",
	  "src/web/templates/committee_packet.txt" },
	[COMMITTEE_MINUTES] = { "minutes of the credentials committee", "src/web/templates/committee_minutes.html",
	  "src/web/templates/committee_minutes.txt" },
};

const char *
committee_paper_html(enum committee_paper which)
{
	return papers[which].html;
}

/* Types as people call them, and votes counted as the quorum counts them. */
static void
add_item_words(struct json *item, const struct settings *s)
{
	struct json *credentials = json_get(item, "credentials");
	const struct json *votes = json_get(item, "votes");
	struct committee_count count = { 0 };

	for (size_t i = 0; i < json_count(credentials); i++) {
		struct json *row = json_at(credentials, i);
		const char *key = json_get_text(row, "credential_type");
		const struct credential_type *type = catalog_find(s->catalog, key);
		json_set_text(row, "label", type != NULL ? type->label : key);
	}
	for (size_t i = 0; i < json_count(votes); i++)
		committee_count_add(&count, json_get_text(json_at(votes, i), "vote"));
	json_set_int(item, "counted_votes", committee_counted(&count));
	json_set_bool(item, "has_quorum", committee_counted(&count) >= s->committee.quorum);
}

void
committee_paper_words(struct json *meeting, const struct settings *s, int64_t now_ms, struct arena *a)
{
	char printed[INSTANT_TEXT_BYTES];
	struct json *items = json_get(meeting, "items");

	json_set_text(meeting, "org", s->org_name);
	json_set_text(meeting, "printed", instant_to_minute(instant_format(now_ms, s->zone, printed), a));
	json_set_bool(meeting, "is_held", text_equal(json_get_text(meeting, "status"), "held"));
	json_set_int(meeting, "quorum", s->committee.quorum);
	for (size_t i = 0; i < json_count(items); i++)
		add_item_words(json_at(items, i), s);
}

bool
committee_paper_pdf(enum committee_paper which, const struct json *meeting, struct str *out, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = page_pdf(papers[which].text, arena_printf(&a, "%s, %s, %s", json_get_text(meeting, "org"),
	    papers[which].title, json_get_text(meeting, "held_day")), meeting, out, err);
	arena_clear(&a);
	return ok;
}
