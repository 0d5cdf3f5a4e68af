namespace Mlx4.Benchmarks.Measuring;

/// <summary>The checkout that this program was built from.</summary>
internal static class SourceTree
{
    /// <summary>The folder with the solution, above the working directory or above this program; <see langword="null"/> if there is none.</summary>
    public static string? Root { get; } = Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Mlx4.sln")))
            {
                return at.FullName;
            }
        }
        return null;
    }
}
