using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>
/// Writes the class of a contender. All of them have the same stages and cleanups, which are never inlined, note that they ran, and leave a trace of their order
/// while that is asked for; what differs is who calls them.
/// </summary>
internal static class LadderSource
{
    /// <summary>Where the classes are.</summary>
    public const string Namespace = "Ladders";

    /// <summary>Methods that all contenders have alike; the others are the ladder.</summary>
    public static bool IsCommon(string method) => method is "Run" or "RunThrowing" or "Prepare" or "Note" or "Fail" or "get_Trace" or ".ctor" or "Watch" or "MayStart"
        or "OnStageEvent" or "OnStageStarting" || method.StartsWith("Init", StringComparison.Ordinal) || method.StartsWith("Cleanup", StringComparison.Ordinal);

    /// <summary>The source of a contender.</summary>
    public static string Of(Peer peer, Shape shape)
    {
        Code code = new();
        code.Line($$"""
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.Numerics;
            using System.Runtime.CompilerServices;
            using System.Threading.Tasks;
            using Mlx4.Runtime;

            namespace {{Namespace}};

            public sealed partial class {{peer.Class}} {
            private const int Items = {{Shape.Items}};
            private const int FailingItem = {{Shape.Items / 2}};
            private int _failing;
            private bool _throws;
            private bool _isTraced;
            private bool _isOn = true;
            private bool _isOff;
            public ulong Trace { get; private set; }

            public void Prepare(int failing, bool throws, bool isTraced) {
            _failing = failing;
            _throws = throws;
            _isTraced = isTraced;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private void Note(int what) => Trace = BitOperations.RotateLeft(Trace, 5) ^ (ulong)what;

            public void Run(int count) {
            for (int i = 0; i < count; i++) {
            if (Load() == Errno.Ok) {
            Unload();
            }
            }
            }

            public void RunThrowing(int count) {
            for (int i = 0; i < count; i++) {
            try {
            Load();
            }
            catch (InvalidOperationException) {
            }
            }
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Fail() => _throws ? throw new InvalidOperationException() : Errno.EIO;
            """);
        foreach (int stage in shape.Numbers)
        {
            AppendStage(code, peer, shape, stage);
        }
        peer.Write(code, shape);
        return code.Line("}").ToString();
    }

    private static void AppendStage(Code code, Peer peer, Shape shape, int stage)
    {
        string item = shape.HasLoops ? " + item" : "";
        string fails = shape.HasLoops ? $"_failing == {stage} && item == FailingItem" : $"_failing == {stage}";
        if (peer.StageAttribute is { } attribute)
        {
            code.Line(attribute(shape, stage));
        }
        code.Line($$"""
            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Init{{stage}}({{shape.Parameter}}) {
            _up{{stage}} = 1{{item}};
            if (_isTraced) Note({{stage}}{{item}});
            return {{fails}} ? Fail() : Errno.Ok;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private void Cleanup{{stage}}({{shape.Parameter}}) {
            _up{{stage}} = 0{{item}};
            if (_isTraced) Note({{1000 + stage}}{{item}});
            }

            private int _up{{stage}};
            """);
    }
}
