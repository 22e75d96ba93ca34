/*
 * banned: functions that this project does not use, turned into errors.
 * Each has a safer way: str and arena for text, int_parse() for numbers, day and zone for time.
 * Included last in each .c file, after the system's headers.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* With clang, glibc makes macros of these two. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok
#pragma GCC poison atoi atol atof gmtime localtime ctime asctime mktime
#pragma GCC poison gets tmpnam mktemp rand srand system popen

#endif
