/* Writes the workbook of the benchmark with libxlsxwriter in constant memory: libxlsxwriter GAMES-FILE FILE [formulas]. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define PICKS 6
#define GAME_BYTES 9

static const char *LEVELS[] = {"", "Estrito", "Normal", "Relaxado", "Mínimo"};
static const char *HEADERS[] = {"Jogo", "N1", "N2", "N3", "N4", "N5", "N6", "Pontuação", "Nível", "Acertos"};

static lxw_format *centred(lxw_workbook *workbook, const char *number_format) {
  lxw_format *format = workbook_add_format(workbook);
  format_set_align(format, LXW_ALIGN_CENTER);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0xBFBFBF);
  if (number_format) format_set_num_format(format, number_format);
  return format;
}

/* Prints the peak memory of this process in KiB. */
static void print_peak(void) {
  char line[200];
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) {
    if (strncmp(line, "VmHWM:", 6) == 0) fprintf(stderr, "peak %ld\n", strtol(line + 6, NULL, 10));
  }
  if (status) fclose(status);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int formulas = argc > 3;
  FILE *games = fopen(argv[1], "rb");
  if (!games) return 1;
  fseek(games, 0, SEEK_END);
  lxw_row_t count = (lxw_row_t)(ftell(games) / GAME_BYTES);
  rewind(games);

  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *workbook = workbook_new_opt(argv[2], &options);
  lxw_format *index = centred(workbook, "#,##0"), *number = centred(workbook, "00"), *score = centred(workbook, "0.00");
  lxw_format *plain = centred(workbook, NULL), *hits = centred(workbook, NULL), *found = workbook_add_format(workbook);
  format_set_bold(hits);
  format_set_bold(found);
  workbook_add_worksheet(workbook, "Conferência");
  lxw_worksheet *sheet = workbook_add_worksheet(workbook, "Jogos");
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_set_column(sheet, 0, 9, 10, NULL);
  for (int i = 0; i < 10; i++) worksheet_write_string(sheet, 0, i, HEADERS[i], plain);

  unsigned char game[GAME_BYTES];
  char formula[100];
  for (lxw_row_t row = 1; fread(game, GAME_BYTES, 1, games) == 1; row++) {
    worksheet_write_number(sheet, row, 0, row, index);
    for (int n = 0; n < PICKS; n++) worksheet_write_number(sheet, row, 1 + n, game[n], number);
    worksheet_write_number(sheet, row, 7, (game[6] | game[7] << 8) / 100.0, score);
    worksheet_write_string(sheet, row, 8, LEVELS[game[8]], plain);
    if (formulas) {
      /* libxlsxwriter has no shared formulas: each row has its own formula. */
      snprintf(formula, sizeof formula, "=SUMPRODUCT(COUNTIF('Conferência'!$A$5:$F$5,B%u:G%u))", row + 1, row + 1);
      worksheet_write_formula_num(sheet, row, 9, formula, hits, 0);
    } else {
      worksheet_write_number(sheet, row, 9, 0, hits);
    }
  }
  worksheet_autofilter(sheet, 0, 0, count, 9);
  lxw_conditional_format rule = {
      .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = "=COUNTIF('Conferência'!$A$5:$F$5,B2)>0", .format = found};
  worksheet_conditional_format_range(sheet, 1, 1, count, PICKS, &rule);
  int failed = workbook_close(workbook);
  print_peak();
  return failed;
}
