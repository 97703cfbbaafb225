/*
 * Reads questions from standard input and writes answers to standard output, each
 * as a record of fields, so that the programs neither parse JSON nor contain
 * expected values. records.rs writes the questions and compares the answers.
 *
 * A record is the number of fields, followed by the length and the bytes of each
 * field. Numbers have 32 bits in native byte order. The length 0xffffffff
 * represents NULL.
 */
#ifndef RECORD_H
#define RECORD_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

#define MOST 64
#define ROOM (1u << 20)

struct field {
	char *data;
	uint32_t length;
};

static struct field in[MOST];
static uint32_t in_count;
static struct field out[1 << 14];
static uint32_t out_count;
static char buffer[ROOM];

static void check(int holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "%.*s: %s\n", (int)in[0].length, in_count ? in[0].data : "", what);
		exit(1);
	}
}

static int read_record(void)
{
	uint32_t i;

	if (fread(&in_count, sizeof in_count, 1, stdin) != 1)
		return 0;
	check(in_count <= MOST, "too many fields");
	for (i = 0; i < in_count; i++) {
		struct field *field = &in[i];

		check(fread(&field->length, sizeof field->length, 1, stdin) == 1, "cut");
		field->data = NULL;
		if (field->length == UINT32_MAX) {
			field->length = 0;
			continue;
		}
		/* The exact size, so that valgrind detects a read past the end. */
		field->data = malloc(field->length ? field->length : 1);
		check(field->data != NULL, "no memory");
		check(fread(field->data, 1, field->length, stdin) == field->length, "cut");
	}
	return 1;
}

static void put(const char *data, size_t length)
{
	struct field *field = &out[out_count++];

	check(out_count < sizeof out / sizeof *out, "too many results");
	field->length = data ? (uint32_t)length : UINT32_MAX;
	field->data = malloc(length + 1);
	check(field->data != NULL, "no memory");
	if (data && length)
		memcpy(field->data, data, length);
}

static void put_text(const char *text)
{
	put(text, strlen(text));
}

static void put_number(int64_t number)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, number);
	put_text(text);
}

static void put_error(kks_status status, kks_error *error)
{
	check(kks_error_status(error) == status, "status and error differ");
	put_text(kks_error_code(error));
	put_text(kks_error_message(error));
	kks_error_free(error);
}

static void write_record(void)
{
	uint32_t i;

	fwrite(&out_count, sizeof out_count, 1, stdout);
	for (i = 0; i < out_count; i++) {
		fwrite(&out[i].length, sizeof out[i].length, 1, stdout);
		if (out[i].length != UINT32_MAX)
			fwrite(out[i].data, 1, out[i].length, stdout);
		free(out[i].data);
	}
	for (i = 0; i < in_count; i++)
		free(in[i].data);
	out_count = 0;
}

/* Reads a number that may be missing. */
static int64_t number(uint32_t i)
{
	char text[32] = "";

	if (!in[i].data)
		return KKS_UNSET;
	check(in[i].length < sizeof text, "no number");
	memcpy(text, in[i].data, in[i].length);
	return strtoll(text, NULL, 10);
}

static void put_list(kks_list *list)
{
	size_t i;

	for (i = 0; i < kks_list_count(list); i++) {
		const char *name, *value;
		size_t name_length, value_length;

		check(kks_list_get(list, i, &name, &name_length, &value, &value_length) == KKS_OK,
		      "an entry");
		put(name, name_length);
		put(value, value_length);
	}
	kks_list_free(list);
}

/* Answers each record by the function of its kind. */
struct kind {
	const char *name;
	void (*run)(void);
};

static int answer_all(const struct kind *kinds, size_t count)
{
	size_t i;

	while (read_record()) {
		for (i = 0; i < count; i++)
			if (in[0].length == strlen(kinds[i].name) &&
			    memcmp(in[0].data, kinds[i].name, in[0].length) == 0)
				kinds[i].run();
		check(out_count > 0, "an unknown kind");
		write_record();
	}
	return 0;
}

#endif
