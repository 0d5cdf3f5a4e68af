namespace Mlx4.Tests.Generators.Harness;

/// <summary>Test sources.</summary>
internal static class Source
{
    /// <summary>What every test source begins with.</summary>
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using Mlx4.Runtime;


        """;

    /// <summary>A type <c>Nic</c> with a probe.</summary>
    /// <param name="body">Its other members.</param>
    /// <param name="declaration">What stands before the braces.</param>
    public static string Nic(string body, string declaration = "public sealed partial class Nic") => File($$"""
        {{declaration}}
        {
            public Probe Probe = null!;

        {{body}}
        }
        """);

    /// <summary>A file with the usings of the runtime library.</summary>
    public static string File(string text) => Usings + text;
}
