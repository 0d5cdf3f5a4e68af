using System;
using System.Collections.Generic;
using System.Linq;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds the name that a misspelt one may have meant.</summary>
internal static class Spelling
{
    /// <summary>The closest name, or <see langword="null"/>.</summary>
    public static string? Closest(string name, IEnumerable<string> candidates) => Close(name, candidates).FirstOrDefault();

    /// <summary>The names of whose letters at most a third differ, the closest first; equally close ones go by ordinal order.</summary>
    public static IEnumerable<string> Close(string name, IEnumerable<string> candidates) => candidates
        .Distinct(StringComparer.Ordinal)
        .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
        .Where(candidate => candidate.Distance * 3 <= Math.Max(name.Length, candidate.Name.Length))
        .OrderBy(candidate => candidate.Distance)
        .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
        .Select(candidate => candidate.Name);

    /// <summary>The number of letters to insert, delete or exchange (Levenshtein), capitals counted as the same letter.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int exchange = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchange, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.Length];
    }
}
