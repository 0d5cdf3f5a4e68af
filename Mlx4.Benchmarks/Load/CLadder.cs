using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>
/// The same ladder in C, at -O2: a table of functions that a loop walks. It is compiled by the C compiler of the machine; what it takes to call it
/// from here is spread over a whole turn.
/// </summary>
internal sealed class CLadder : IDisposable
{
    private readonly string _folder;
    private readonly nint _library;
    private readonly RunLadder _run;
    private ulong _trace;
    private int _failing;
    private bool _isTraced;

    private CLadder(string folder)
    {
        _folder = folder;
        _library = NativeLibrary.Load(Path.Combine(folder, "ladder.so"));
        _run = Marshal.GetDelegateForFunctionPointer<RunLadder>(NativeLibrary.GetExport(_library, "run"));
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void RunLadder(ref ulong trace, int isTraced, int failing, int count);

    /// <summary>What the stages and cleanups have left behind.</summary>
    public ulong Trace => _trace;

    /// <summary>Compiles a ladder.</summary>
    /// <returns>The ladder; <see langword="null"/> where there is no C compiler.</returns>
    public static CLadder? TryCompile(Shape shape)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        string folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
        string source = Path.Combine(folder, "ladder.c");
        File.WriteAllText(source, Source(shape));
        try
        {
            using Process compiler = Process.Start("cc", ["-O2", "-shared", "-fPIC", "-o", Path.Combine(folder, "ladder.so"), source]);
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
            {
                return new CLadder(folder);
            }
        }
        catch (Win32Exception)
        {
            // There is none.
        }
        Directory.Delete(folder, recursive: true);
        return null;
    }

    /// <summary>States which stage fails, none if it is negative, and whether a trace is left. Clears what is there of one.</summary>
    public void Prepare(int failing, bool isTraced)
    {
        _failing = failing;
        _isTraced = isTraced;
        _trace = 0;
    }

    public void Run(int count) => _run(ref _trace, _isTraced ? 1 : 0, _failing, count);

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }

    private static string Source(Shape shape)
    {
        Code code = new();
        int items = shape.HasLoops ? Shape.Items : 1;
        code.Line($$"""
            #include <stdbool.h>
            #include <stdint.h>

            struct ladder {
            uint64_t trace;
            int failing;
            bool is_on, is_off, is_traced;
            int counts[{{shape.Stages}}];
            int up[{{shape.Stages}}];
            };

            __attribute__((noinline)) static int fail(struct ladder *ladder) {
            return ladder->failing >= 0 ? -5 : 0;
            }

            __attribute__((noinline)) static void note(struct ladder *ladder, int what) {
            ladder->trace = (ladder->trace << 5 | ladder->trace >> 59) ^ what;
            }
            static bool on(struct ladder *ladder) { return ladder->is_on; }
            static bool off(struct ladder *ladder) { return ladder->is_off; }
            """);
        foreach (int stage in shape.Numbers)
        {
            string item = shape.HasLoops ? " + item" : "";
            string failing = shape.HasLoops ? $"ladder->failing == {stage} && item == {Shape.Items / 2}" : $"ladder->failing == {stage}";
            code.Line($$"""
                __attribute__((noinline)) static int init{{stage}}(struct ladder *ladder, int item) {
                ladder->up[{{stage}}] = 1{{item}};
                if (ladder->is_traced) note(ladder, {{stage}}{{item}});
                return {{failing}} ? fail(ladder) : 0;
                }
                __attribute__((noinline)) static void cleanup{{stage}}(struct ladder *ladder, int item) {
                ladder->up[{{stage}}] = 0{{item}};
                if (ladder->is_traced) note(ladder, {{1000 + stage}}{{item}});
                }
                """);
        }
        code.Line("""
            static const struct stage {
            bool (*when)(struct ladder *);
            int (*init)(struct ladder *, int);
            void (*cleanup)(struct ladder *, int);
            } stages[] = {
            """);
        foreach (int stage in shape.Numbers)
        {
            string when = !shape.HasConditions ? "0" : stage % 2 == 0 ? "on" : "off";
            code.Line($$"""{ {{when}}, init{{stage}}, cleanup{{stage}} },""");
        }
        code.Line($$"""
            };

            static void unwind(struct ladder *ladder, int last) {
            for (int i = last; i >= 0; i--) {
            while (ladder->counts[i] > 0) {
            ladder->counts[i]--;
            stages[i].cleanup(ladder, ladder->counts[i]);
            }
            }
            }

            __attribute__((noinline)) static int load(struct ladder *ladder) {
            for (int i = 0; i < {{shape.Stages}}; i++) {
            ladder->counts[i] = 0;
            if (stages[i].when && !stages[i].when(ladder)) {
            continue;
            }
            for (; ladder->counts[i] < {{items}}; ladder->counts[i]++) {
            int error = stages[i].init(ladder, ladder->counts[i]);
            if (error) {
            unwind(ladder, i);
            return error;
            }
            }
            }
            return 0;
            }

            void run(uint64_t *trace, int is_traced, int failing, int count) {
            struct ladder ladder = { .trace = *trace, .failing = failing, .is_on = true, .is_traced = is_traced };
            for (int i = 0; i < count; i++) {
            if (load(&ladder) == 0) {
            unwind(&ladder, {{shape.Stages - 1}});
            }
            }
            *trace = ladder.trace;
            }
            """);
        return code.ToString();
    }
}
