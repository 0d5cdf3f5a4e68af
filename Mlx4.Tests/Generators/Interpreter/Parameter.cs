namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>A parameter that stages and cleanups can have; the same name is the same parameter in all of them.</summary>
internal enum Parameter
{
    /// <summary><c>bool flag</c>, which conditions look at.</summary>
    Flag,

    /// <summary><c>string tag</c>, in some generic types <c>T tag</c>.</summary>
    Tag,

    /// <summary><c>int size</c>.</summary>
    Size,
}

/// <summary>What a load or an unload is called with; each is called with another tag and another size.</summary>
public sealed record Arguments(bool Flag, string Tag, int Size, CancellationToken Token);
