/*
 * nppes: records of the CMS registry of National Provider Identifiers, taken into the tables.
 * Two forms are read: an answer of the API, version 2.1 (JSON, domain.md section 9), and the monthly
 * or weekly "npidata_pfile" (CSV of 330 columns, found by their headings, read row by row).
 *
 * What becomes of a record:
 *	a person (NPI-1)	a provider, with each license as an unverified credential (what
 *				providers tell the registry is no verification) and other names
 *	an organization (NPI-2)	a location, with its NPI as the group's
 *	deactivated		refused: nobody may bill under such an NPI
 * With in->is_known_only nobody is added: of the millions of the monthly file those are taken whose NPI is ours.
 * What is known of a provider already is kept: the registry fills what is empty, and only the
 * taxonomy and its own days are always the registry's.  A last name that differs is a warning.
 */
#ifndef REGISTRY_NPPES_H
#define REGISTRY_NPPES_H

#include "base/csv.h"
#include "store/import.h"

/*
 * Takes a file of either form, told apart by its first byte.  False when nothing was usable
 * (ERR_INPUT: neither form, or an answer that is an error, in the words of CMS) or when the
 * database failed; *ret_line and *ret_column say where, 0 when no place is to blame.
 */
bool	nppes_import(struct import *in, csv_read_fn read, void *context, int *ret_line,
	    int *ret_column, struct err *err);

#endif
