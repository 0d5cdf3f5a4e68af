# Holds the firmware commands that Linux's drivers have given against docs/commands.md. Sourced.
# shellcheck shell=bash

# Says whether the commands of all runs in a folder are those that the table has for Linux: none that it has not, and if the runs were
# all that there are, each that it has. judge_commands RUNS WHOLE
judge_commands() {
    local runs=$1 whole=$2 unknown missing=''
    unknown=$(comm -13 <(commands_of_linux) <(commands_given "$runs") | paste -sd ' ')
    [ -z "$whole" ] || missing=$(comm -23 <(commands_of_linux) <(commands_given "$runs") | paste -sd ' ')
    verdict "docs/commands.md has what Linux's drivers give to the card" "${unknown:+not in its column for Linux: $unknown}"
    [ -z "$whole" ] || verdict "Linux's drivers give what docs/commands.md has" "${missing:+not given: $missing}"
}

# The names of the table's rows whose cell for Linux is not empty.
commands_of_linux() {
    awk -F ' *\\| *' '/^\| 0x/ && NF == 10 && $8 != "" { gsub(/`/, "", $3); print $3 }' "$project/docs/commands.md" | LC_ALL=C sort -u
}

commands_given() { cat "$1"/*/*/commands.log | cut -d ' ' -f 1 | LC_ALL=C sort -u; }
