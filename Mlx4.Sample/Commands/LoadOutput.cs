namespace Mlx4.Sample.Commands;

/// <summary>What a load prints.</summary>
internal enum LoadOutput
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One event a line, as JSON.</summary>
    Json,

    /// <summary>The calls that Linux's driver would make.</summary>
    LinuxTrace,
}
