/* screen proof: the page of a month, to be printed and signed; and putting one's name under it. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/str.h"
#include "store/screening_page.h"
#include "store/screening_proof.h"
#include "workflow/template.h"
#include "base/banned.h"

#define PAGE	"src/web/templates/screening_proof.html"
#define PART	"src/web/templates/screening_month.html"

/* What the page shares with the one in the browser. */
static const char *
part(void *context, const char *name)
{
	(void)context;
	return strcmp(name, "screening_month") == 0 ? asset_find(PART)->bytes : NULL;
}

static bool
print_page(struct app *app, struct json *proof, struct err *err)
{
	const struct template_options options = { .escape = ESCAPE_HTML, .partial = part };
	const struct asset *page = asset_find(PAGE);
	struct str out = STR_INIT;

	if (page == NULL)
		BUG("no page " PAGE);
	screening_page_words(proof, app->settings, app->now_ms, app->arena);
	bool ok = template_render(page->bytes, proof, &options, &out, err);
	if (ok && fwrite(out.text, 1, out.len, stdout) != out.len)
		ok = fail_errno(err, "could not write the page");
	str_clear(&out);
	return ok;
}

static bool
print_pdf(struct app *app, struct json *proof, struct err *err)
{
	struct str out = STR_INIT;

	screening_page_words(proof, app->settings, app->now_ms, app->arena);
	bool ok = screening_page_pdf(proof, &out, err);
	if (ok && fwrite(out.text, 1, out.len, stdout) != out.len)
		ok = fail_errno(err, "could not write the page");
	str_clear(&out);
	return ok;
}

static int
prove(struct app *app, const struct screening_month *month, int64_t provider_id, bool is_pdf, struct err *err)
{
	struct json *proof;

	if (!screening_proof(app->db, month, provider_id, app->settings->zone, &proof, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(proof);
		return EXIT_DONE;
	}
	bool ok = is_pdf ? print_pdf(app, proof, err) : print_page(app, proof, err);
	json_free(proof);
	return ok ? EXIT_DONE : CMD_FAILED;
}

int
cmd_screen_proof(struct app *app, const struct args *args, struct err *err)
{
	const struct screening_by by = { app->actor, app->now_ms, app->settings->zone };
	struct screening_month month;
	bool is_pdf = args_has(args, "pdf");
	int64_t provider_id;

	if (is_pdf && app->json)
		return fail(err, ERR_INPUT, "--pdf and --json are two forms"), CMD_FAILED;
	if (is_pdf && isatty(STDOUT_FILENO))
		return fail(err, ERR_INPUT, "a PDF is no text for a terminal: write it into a file, >page.pdf"), CMD_FAILED;
	if (!screening_month(args_get(args, "month"), zone_day(by.zone, app->now_ms), &month, err) ||
	    !cmd_provider_option(app, args, &provider_id, err))
		return CMD_FAILED;
	if (args_has(args, "sign") && !screening_proof_sign(app->db, &month, provider_id,
	    args_has(args, "anyway"), &by, err))
		return CMD_FAILED;
	return prove(app, &month, provider_id, is_pdf, err);
}
