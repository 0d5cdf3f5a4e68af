using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>Stages of a driver for a card, for the rules about what stages do.</summary>
internal static class Flow
{
    private const string Card = """
        using System;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        public sealed class Card
        {
            public event Action? Removed { add { } remove { } }
            public Errno Map(int bar, out Region region) { region = new Region(); return Errno.Ok; }
            public void Unmap(Region region) { }
            public bool TryMap(int bar, out Region? region) { region = new Region(); return true; }
            public Ring? AllocRing(int size) => null;
            public void FreeRing(Ring? ring) { }
            public (Errno Error, Ring? Ring) CreateRing(int size) => default;
            public void DestroyRing(Ring? ring) { }
            public Task<Ring> OpenRingAsync() => Task.FromResult(new Ring());
            public int AllocPd() => 0;
            public void FreePd(int pd) { }
            public Errno EnableMsiX() => Errno.Ok;
            public void DisableMsiX() { }
            public void Register(string name) { }
            public void Unregister(string name) { }
            public Errno Post(int command) => Errno.Ok;
            public Errno Start(Ring? ring) => Errno.Ok;
            public bool IsReady() => true;
            public void Reset() { }
            public int Ports { get; set; }
        }

        public sealed class Region
        {
            public void Write(int value) { }
        }

        public sealed class Ring : IDisposable
        {
            public int Size { get; set; }
            public Region? Buffer { get; set; }
            public Errno Start() => Errno.Ok;
            public void Stop() { }
            public void Dispose() { }
        }

        public sealed class Port
        {
            public Ring? Ring { get; set; }
            public bool IsUp { get; set; }
            public Errno Open() => Errno.Ok;
            public void Close() { }
        }

        public static class Log
        {
            public static void Warn(string text) { }
        }
        """;

    /// <summary>A type of these members that drives a card.</summary>
    public static string[] Nic(string body) =>
    [
        $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        public partial class Nic
        {
            private readonly Card _card = new();

        {{body}}
        }
        """,
        Card,
    ];

    /// <summary>Fails unless the rule reports these messages on the marked places.</summary>
    public static Task Reports(string id, string body, params string[] messages) => Build.Reports(id, Nic(body), messages);

    /// <summary>Fails if the rule has anything to say, or if it is no program.</summary>
    public static async Task IsSilent(string id, string body)
    {
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(Compilations.Create(Nic(body)));
        Assert.Equal("", string.Join('\n', diagnostics.Where(diagnostic => diagnostic.Id == id || diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id == "AD0001").Select(Build.Describe)));
    }

    /// <summary>The reports of the rule.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Diagnostics(string id, string body) =>
        [.. (await Build.DiagnosticsOf(Compilations.Create(Nic(body)))).Where(diagnostic => diagnostic.Id == id)];
}
