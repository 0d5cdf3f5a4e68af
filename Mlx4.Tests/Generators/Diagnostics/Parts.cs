namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>What the sources of tests about ownership are made of.</summary>
internal static class Parts
{
    /// <summary>A class <c>Nic</c> of the given body, and the parts.</summary>
    public static string[] Nic(string body) =>
    [
        $$"""
        using System;
        using System.Buffers;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        public partial class Nic : Adapter
        {
        {{body}}
        }
        """,
        Source,
    ];

    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        public class Ring : IDisposable
        {
            public Ring? Next;
            public int Size;
            public bool IsUp { get; set; }
            public event Action? Filled { add { } remove { } }
            public static Ring Create(int size) => new Ring();
            public static Ring? TryOpen() => null;
            public static bool TryCreate(int size, out Ring ring) { ring = new Ring(); return true; }
            public static Task<Ring> CreateAsync() => Task.FromResult(new Ring());
            public Errno Start() => Errno.Ok;
            public void Stop() { }
            public void Dispose() { }
        }

        public sealed class AsyncRing : IAsyncDisposable
        {
            public ValueTask DisposeAsync() => default;
        }

        public sealed class Wrapper : IDisposable
        {
            public Wrapper(Ring ring) { }
            public void Dispose() { }
        }

        public sealed class Port
        {
            public Ring? Ring;
            public List<Ring> Rings { get; } = new();
            public bool IsUp;
            public void Close() { }
        }

        public sealed class Card
        {
            public Ring Ring { get; } = new Ring();
            public static event Action? Lost { add { } remove { } }
            public event Action? Reset { add { } remove { } }
            public Ring FindRing(int number) => Ring;
            public Ring GetRing() => Ring;
            public bool TryGetRing(out Ring ring) { ring = Ring; return true; }
            public int AllocIrq() => 1;
            public void FreeIrq(int irq) { }
            public void Attach(Ring ring) { }
            public Errno Post(int command) => Errno.Ok;
            public void Release(Ring? ring) { }
        }

        public static class Global
        {
            public static void Teardown(object owner) { }
            public static void SafeDispose(this IDisposable? thing) => thing?.Dispose();
        }

        public class Adapter
        {
            protected Ring? _inherited;
            protected void DropInherited() => _inherited?.Dispose();
        }
        """;
}
