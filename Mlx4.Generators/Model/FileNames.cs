using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Mlx4.Generators.Model;

/// <summary>
/// The names of generated files. The compiler, like some file systems, does not tell <c>Nic</c> from <c>NIC</c>: of such names the
/// first one stays as it is, and the others get a number.
/// </summary>
internal static class FileNames
{
    /// <summary>The names that are equal to another one but for case, in ordinal order.</summary>
    public static EquatableArray<string> Clashing(IEnumerable<string> names) => names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Skip(1).Any())
        .SelectMany(group => group)
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>The file name of a pipeline.</summary>
    /// <param name="name">The pipeline's own name.</param>
    /// <param name="clashing">All names that clash.</param>
    public static string Unique(string name, EquatableArray<string> clashing)
    {
        int earlier = clashing.TakeWhile(other => other != name).Count(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return earlier == 0 || !clashing.Contains(name)
            ? $"{name}.g.cs"
            : $"{name}-{(earlier + 1).ToString(CultureInfo.InvariantCulture)}.g.cs";
    }
}
