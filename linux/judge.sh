# Says what a run has shown. Sourced.
# shellcheck shell=bash

# What a kernel prints when it finds itself broken, at whatever level.
broken='BUG:|Oops|WARNING:|UBSAN|KASAN|Call Trace|general protection|Kernel panic|scheduling while atomic|hung_task|blocked for more than'

# What the guest writes into the kernel's log when it begins with the steps of the scenario.
begin='scenario: begin'

# Prints a line for each check of a run, `ok` or `FAILED` and the reason. judge SCENARIO KERNEL FOLDER
judge() {
    local scenario=$1 kernel=$2 folder=$3 allowed_messages='' compared='' serve='' vfs=0
    # shellcheck disable=SC1090
    source "$scenario"
    {
        grep -E '^(ok|FAILED) ' "$folder/results.log" | tr -d '\r' || true
        verdict "the guest powers off" "$(unfinished "$folder")"
        verdict "the kernel has nothing to complain of" "$(complaints "$folder" "$allowed_messages")"
        verdict "the card's ledger is empty" "$(held "$folder")"
        [ -z "$compared" ] || conversation "$folder" --vfs "$vfs" "$serve"
    } | sed "s|^\([a-zA-Z]*\) |\1 $(basename "$scenario"), $kernel: |"
}

# verdict NAME PROBLEM: ok if there is no problem.
verdict() {
    if [ -z "$2" ]; then
        echo "ok $1"
    else
        echo "FAILED $1: $2"
    fi
}

unfinished() {
    local folder=$1
    if ! grep -q '^END' "$folder/results.log"; then
        echo "$(tail -n 1 "$folder/qemu.log") $(tail -n 1 "$folder/console.log" 2>/dev/null)" | tr -d '\r'
    elif ! grep -q "$begin" "$folder/kernel.log"; then
        echo "the kernel's log does not go back to the beginning of the scenario"
    elif grep -q '^the \|^not done' "$folder/qemu.log"; then
        tail -n 1 "$folder/qemu.log"
    fi
}

# The kernel's lines since the scenario began that are warnings or worse and not allowed, and those of a broken kernel on the console.
# A line of `dmesg -r` is <level>[time] text; the lowest three bits of the level are the severity, 4 is a warning.
complaints() {
    local folder=$1 allowed_messages=$2
    {
        sed "1,/$begin/d" "$folder/kernel.log" | tr -d '\r' |
            awk -v broken="$broken" '{ level = $0; sub(/^</, "", level); sub(/>.*/, "", level) } level % 8 <= 4 || $0 ~ broken'
        grep -aE "$broken" "$folder/console.log" | tr -d '\r' || true
    } | sed -E 's/^<[0-9]+>//; s/^\[ *[0-9.]+\] //' |
        grep -vEf <(cat "$here/allowed-dmesg" - <<<"$allowed_messages" | grep -vE '^(#|$)') | awk '!seen[$0]++' | head -n 5 | paste -sd ';' || true
}

# Says whether the project's own driver gives the same commands to such a card, but for what docs/linux-conversation.md explains.
# conversation FOLDER OPTION...: the options are those of the server.
conversation() {
    local folder=$1 said status=0
    shift
    # shellcheck disable=SC2086,SC2068 # The options are words.
    said=$(dotnet "$program" compare "$folder/commands.log" --explained "$project/docs/linux-conversation.md" --cpus "$cpus" --memory "$memory" $@ 2>&1) ||
        status=$?
    if [ "$status" -eq 0 ]; then
        echo "ok the project's driver gives the same commands: $said"
    else
        echo "FAILED the project's driver gives the same commands: $(head -n 5 <<<"$said" | paste -sd ';'); $(tail -n 1 <<<"$said")"
    fi
}

# What is still held of the card when the guest is gone, if anything is.
held() {
    local ledger
    ledger=$(ledger_of "$1")
    [ "$ledger" = empty ] || echo "${ledger:-the server has not said}"
}

# What the server says of that in the end.
ledger_of() { sed -n 's/^ledger: //p' "$1/server.log" | tail -n 1; }

# The ends of what the parts of a run have said.
show_logs() {
    local log
    for log in qemu.log server.log console.log kernel.log; do
        echo "-- $log"
        tail -n 20 "$1/$log" 2>/dev/null | tr -d '\r' || true
    done
}
