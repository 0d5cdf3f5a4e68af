# Boots a guest against a card. Sourced.
# shellcheck shell=bash

# Whether scenarios run their long form.
long=

# How long a run may take in seconds: several times what the longest step of a short scenario needs on a busy machine.
default_seconds=90

# The guest's CPUs, and its memory in MiB.
cpus=1
memory=1024

# The server, which also compares what it has logged.
program=$project/Mlx4.Sample/bin/Release/net10.0/Mlx4.Sample.dll

# The processes of the run that is under way. Whoever sources this calls `stop_run` on the way out.
server_pid=
emulator_pid=

stop_run() {
    local process
    for process in $emulator_pid $server_pid; do
        kill_process "$process"
    done
    server_pid=
    emulator_pid=
}

kill_process() {
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# Builds the card's server, for the runs that follow. That no analyzer has anything to say is for the build of the solution to show.
build_server() {
    local output
    output=$(dotnet build "$project/Mlx4.Sample" --configuration Release -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false \
        --nologo --verbosity quiet) || {
        echo "$output" >&2
        return 1
    }
}

# Runs a scenario, which is a file: boot SCENARIO KERNEL FOLDER [OPTION...], the options being further ones of the server's. What the
# parts of the run have said is in the folder afterwards:
#   server.log   what the server printed: at the end, what is still held of the card
#   commands.log the firmware commands that the card was given
#   console.log  the guest's console: what the kernel warns of, and its last words
#   results.log  the results of the checks, ending in END
#   kernel.log   all of the kernel's log, with the level of each line, if the guest came that far
#   qemu.log     what the emulator printed, and how it ended if not by the guest's powering off
boot() {
    local scenario=$1 kernel=$2 folder=$3
    shift 3
    local serve='' seconds=$default_seconds vfs=0
    # shellcheck disable=SC1090
    source "$scenario"

    mkdir -p "$folder"
    touch "$folder"/{server,commands,console,results,kernel,qemu}.log
    pack_scenario "$scenario" "$kernel" "$folder"
    # shellcheck disable=SC2086 # The options are words.
    start_server "$folder" --vfs "$vfs" $serve "$@" || return 1
    run_emulator "$kernel" "$folder" "$seconds" "$vfs" || true
    end_server "$folder"
    rm -f "$folder/initrd" "$folder"/socket*
}

# The kernel takes several archives in a row for one: only what differs is packed.
pack_scenario() {
    local scenario=$1 kernel=$2 folder=$3 overlay
    overlay=$folder/overlay
    mkdir "$overlay"
    cp "$here/guest/init" "$here/guest/checks.sh" "$overlay"
    cp "$scenario" "$overlay/scenario"
    echo "long=$long" >"$overlay/settings"
    chmod 755 "$overlay/init"
    cp "$cache/$kernel/base.cpio" "$folder/initrd"
    (cd "$overlay" && find . | unpacked "$cache/tools" usr/bin/cpio --quiet --create --format=newc --owner=0:0) >>"$folder/initrd"
    rm -r "$overlay"
}

start_server() {
    local folder=$1 left=100
    shift
    dotnet "$program" serve --once --socket "$folder/socket" --log "$folder/commands.log" "$@" \
        >"$folder/server.log" 2>&1 &
    server_pid=$!
    # The emulator gives up at once if nobody listens.
    until grep -q '^listening' "$folder/server.log"; do
        left=$((left - 1))
        if [ "$left" -eq 0 ] || ! kill -0 "$server_pid" 2>/dev/null; then
            stop_run
            echo "the server did not start: $(tail -n 1 "$folder/server.log")" >"$folder/qemu.log"
            return 1
        fi
        sleep 0.1
    done
}

# Memory has to be shared, or the server can't reach it. -accel tcg: that there is a /dev/kvm does not say that it can run a stock kernel.
# no_timer_check: on a busy machine the emulated timer may miss the moment in which the kernel tests it, and it would not boot.
run_emulator() {
    local kernel=$1 folder=$2 seconds=$3 vfs=$4 left functions
    mapfile -t functions < <(function_options "$folder" "$vfs")
    unpacked "$cache/tools" usr/bin/qemu-system-x86_64 \
        -L "$cache/tools/usr/share/qemu" -L "$cache/tools/usr/share/seabios" \
        -nodefaults -no-user-config -display none -no-reboot -accel tcg -smp "$cpus" -m "$memory" \
        -object memory-backend-memfd,id=memory,size="${memory}M",share=on -machine q35,memory-backend=memory \
        -kernel "$cache/$kernel/vmlinuz" -initrd "$folder/initrd" \
        -append "console=ttyS0 loglevel=5 log_buf_len=4M panic=-1 no_timer_check" \
        -serial "file:$folder/console.log" -serial "file:$folder/results.log" -serial "file:$folder/kernel.log" \
        -device pcie-root-port,id=root,bus=pcie.0,chassis=1,slot=1,pref64-reserve=256M \
        "${functions[@]}" \
        >>"$folder/qemu.log" 2>&1 &
    emulator_pid=$!
    for ((left = seconds * 5; left > 0; left--)); do
        if ! kill -0 "$emulator_pid" 2>/dev/null; then
            local status=0
            wait "$emulator_pid" || status=$?
            emulator_pid=
            [ "$status" -eq 0 ] || echo "the emulator ended with $status" >>"$folder/qemu.log"
            return "$status"
        fi
        sleep 0.2
    done
    kill_process "$emulator_pid"
    emulator_pid=
    echo "not done after $seconds s" >>"$folder/qemu.log"
    return 1
}

# The emulator's options for the functions of the card, a word a line: the physical one is function 0 of its slot, virtual ones follow it.
function_options() {
    local folder=$1 vfs=$2 number socket several=false
    [ "$vfs" -eq 0 ] || several=true
    for ((number = 0; number <= vfs; number++)); do
        socket=$folder/socket
        [ "$number" -eq 0 ] || socket+=.$number
        printf '%s\n' -device "{\"driver\":\"vfio-user-pci\",\"bus\":\"root\",\"addr\":\"0.$number\",\"multifunction\":$several,\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"}}"
    done
}

# The server ends by itself when the emulator is gone.
end_server() {
    local folder=$1 left
    for ((left = 50; left > 0; left--)); do
        if ! kill -0 "$server_pid" 2>/dev/null; then
            break
        fi
        sleep 0.1
    done
    [ "$left" -gt 0 ] || echo "the server did not end" >>"$folder/qemu.log"
    kill_process "$server_pid"
    server_pid=
}
