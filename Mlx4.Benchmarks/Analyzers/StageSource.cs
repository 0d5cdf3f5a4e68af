using System.Globalization;
using System.Text;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Writes a type with as many stages as asked, of five kinds in turn, as drivers and services have them; nothing in it is wrong.</summary>
internal static class StageSource
{
    private const string Card = """
        using System;
        using Mlx4.Runtime;

        internal sealed class Ring : IDisposable
        {
            public int Size { get; set; }
            public Errno Start() => Errno.Ok;
            public void Stop() { }
            public void Dispose() { }
        }

        internal sealed class Card
        {
            public Errno Post(int command) => (Errno)(command & 0x7fffffff);
            public Errno Map(int page) => (Errno)page;
            public void Unmap(int page) => Post(page);
            public event EventHandler? LinkChanged;
            public void Raise() => LinkChanged?.Invoke(this, EventArgs.Empty);
        }
        """;

    /// <summary>The sources of a type <c>Nic</c>.</summary>
    public static string[] Of(int stages)
    {
        StringBuilder text = new();
        text.Append("""
            using System;
            using Mlx4.Runtime;

            internal sealed partial class Nic
            {
                private readonly Card _card = new();
                private bool _msix;

            """);
        for (int i = 0; i < stages; i++)
        {
            text.AppendLine(string.Format(CultureInfo.InvariantCulture, Kinds[i % Kinds.Length], i, (i + 1) * 10));
        }
        text.AppendLine("}");
        return [Card, text.ToString()];
    }

    private static readonly CompositeFormat[] Kinds =
    [
        CompositeFormat.Parse("""
                private Ring? _ring{0};

                [InitStage({1}, Cleanup = nameof(FreeRing{0}))]
                private Errno AllocRing{0}()
                {{
                    Ring ring = new Ring {{ Size = {1} }};
                    Errno error = ring.Start();
                    if (error != Errno.Ok)
                    {{
                        ring.Dispose();
                        return error;
                    }}
                    _ring{0} = ring;
                    return Errno.Ok;
                }}

                private void FreeRing{0}()
                {{
                    _ring{0}?.Dispose();
                    _ring{0} = null;
                }}
            """),
        CompositeFormat.Parse("""
                [InitStage({1}, Cleanup = nameof(UnmapTable{0}))]
                private Errno MapTable{0}()
                {{
                    for (int page = 0; page < 4; page++)
                    {{
                        Errno error = _card.Map({1} + page);
                        if (error != Errno.Ok)
                        {{
                            while (page-- > 0)
                            {{
                                _card.Unmap({1} + page);
                            }}
                            return error;
                        }}
                    }}
                    return Errno.Ok;
                }}

                private void UnmapTable{0}()
                {{
                    for (int page = 3; page >= 0; page--)
                    {{
                        _card.Unmap({1} + page);
                    }}
                }}
            """),
        CompositeFormat.Parse("""
                [InitStage({1}, NoCleanup = "a query")]
                private Errno Query{0}() => _card.Post({1});
            """),
        CompositeFormat.Parse("""
                [InitStage({1}, Cleanup = nameof(Unsubscribe{0}), When = nameof(_msix))]
                private void Subscribe{0}() => _card.LinkChanged += OnLink{0};

                private void Unsubscribe{0}() => _card.LinkChanged -= OnLink{0};

                private void OnLink{0}(object? sender, EventArgs e) => _msix = !_msix;
            """),
        CompositeFormat.Parse("""
                [InitStage({1}, Cleanup = nameof(Close{0}))]
                private Errno Open{0}()
                {{
                    if (_card.Post({1}) is var error && error != Errno.Ok)
                    {{
                        return error == Errno.EAGAIN ? Errno.EBUSY : error;
                    }}
                    return Errno.Ok;
                }}

                private void Close{0}() => _ = _card.Post({1} + 1);
            """),
    ];
}
