# What the steps of a scenario are made of. Sourced in the guest, by busybox's shell.
# shellcheck shell=sh

# The card's place on the bus: there is one device of this vendor.
card=$(grep -l 0x15b3 /sys/bus/pci/devices/*/vendor | cut -d / -f 6)
[ -n "$card" ] || echo "FAILED the card is on the bus: no device is of vendor 15b3" >/dev/ttyS1

# Says whether something holds: check NAME COMMAND [ARGUMENT...]. What the command prints is the detail of a failure.
check() {
    name=$1
    shift
    if detail=$("$@" 2>&1); then
        echo "ok $name"
    else
        echo "FAILED $name: $(echo "$detail" | tail -n 5 | tr '\n' ' ')"
    fi
}

# Writes down something that is no check, for the report.
note() { echo "note $*"; }

# Holds if a command fails.
fails() { ! "$@"; }

# Runs a command until it holds, for a number of seconds at most.
within() {
    seconds=$1
    shift
    tries=$((seconds * 10))
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        if [ "$tries" -le 0 ]; then
            "$@"
            return
        fi
        usleep 100000
    done
}

# Has the kernel said this since the scenario began?
logged() {
    dmesg | sed '1,/scenario: begin/d' | grep -qE "$1" || { echo "not in the kernel's log: $1"; return 1; }
}

# Is the driver bound to the card?
bound() {
    [ -e "/sys/bus/pci/drivers/mlx4_core/$card" ] || { echo "no driver is bound: $(dmesg | grep mlx4_core | tail -n 1)"; return 1; }
}

# Has the kernel counted interrupts of a kind on the card's lines? interrupted KIND
interrupted() {
    count=$(grep mlx4 /proc/interrupts | grep -- "$1" | awk '{ sum += $2 } END { print sum + 0 }')
    [ "$count" -gt 0 ] || { echo "no interrupt was counted"; grep mlx4 /proc/interrupts; return 1; }
}

# The network devices of the card.
interfaces() { ls "/sys/bus/pci/devices/$card/net" 2>/dev/null; }

# The InfiniBand devices, of which the card has one.
infiniband_devices() { ls /sys/class/infiniband 2>/dev/null; }

# Is the line in what the command prints? contains LINE COMMAND [ARGUMENT...]; blanks at the ends and runs of them don't count.
contains() {
    line=$1
    shift
    "$@" 2>&1 | sed -E 's/[[:space:]]+/ /g; s/^ //; s/ $//' | grep -qxF "$line" || { echo "not printed: $line"; return 1; }
}

# Is this what a file reads as? reads FILE TEXT
reads() { [ "$(cat "$1")" = "$2" ] || { echo "$1 reads $(cat "$1")"; return 1; }; }

# Is the counter in a file above a number? above FILE NUMBER
above() { [ "$(cat "$1")" -gt "$2" ] || { echo "$1 reads $(cat "$1")"; return 1; }; }

# Writes the address of a virtual function's memory into the function's BAR. A kernel gives it the address by the SR-IOV capability, and so
# would a card decode it; the emulator decodes what the function's own register says.
place() {
    start=$(sed -n '3s/ .*//p' "/sys/bus/pci/devices/$1/resource")
    for register in $(((start & 0xffffffff) | 0xc)) $((start >> 32)); do
        printf '%b' "$(printf '\\x%02x' $((register & 255)) $((register >> 8 & 255)) $((register >> 16 & 255)) $((register >> 24 & 255)))"
    done | dd of="/sys/bus/pci/devices/$1/config" bs=8 seek=3 conv=notrunc 2>/dev/null
}
