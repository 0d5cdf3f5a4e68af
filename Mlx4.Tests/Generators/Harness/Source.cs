namespace Mlx4.Tests.Generators.Harness;

/// <summary>Test sources.</summary>
internal static class Source
{
    /// <summary>The body of a class <c>Nic</c> with a probe.</summary>
    public static string Nic(string body, string kind = "public sealed partial class Nic") => $$"""
        using System;
        using System.Collections.Generic;
        using Mlx4.Runtime;

        {{kind}}
        {
            public Probe Probe;

        {{body}}
        }
        """.Replace("public Probe Probe;", "public Probe Probe = null!;", StringComparison.Ordinal);
}
