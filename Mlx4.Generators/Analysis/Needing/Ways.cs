using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>The places where one thing is used first on some path, and what was known there.</summary>
internal sealed class FirstUses
{
    private readonly List<Location> _places = [];

    /// <summary>What was known at each use.</summary>
    public List<Facts> Ways { get; } = [];

    /// <summary>The places, in the order of the text.</summary>
    public IReadOnlyList<Location> Places =>
        [.. _places.Distinct().OrderBy(place => place.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(place => place.SourceSpan.Start)];

    /// <summary>Notes a use of a value.</summary>
    public void Add(PathEvent use, Value value)
    {
        Ways.Add(use.Facts);
        _places.Add(Values.Used(use, value).GetLocation());
    }
}

/// <summary>
/// Decides whether a method comes to a place whatever certain values are. Each way there is known by what was true on it: if the ways
/// together leave no case out, no question was asked that could have kept the method from the place.
/// </summary>
internal static class Ways
{
    private const int MostQuestions = 8;

    /// <summary>Whether a method comes there in every case.</summary>
    /// <param name="ways">What is known on each way.</param>
    /// <param name="matters">Which values matter; others may be what they are.</param>
    public static bool LeadThereAlways(IEnumerable<Facts> ways, Func<Value, bool> matters) =>
        LeaveNothingOut([.. ways.Select(way => Answers(way, matters))], MostQuestions);

    /// <summary>What is known, without comparisons that follow from the rest.</summary>
    private static Dictionary<Value, bool> Answers(Facts way, Func<Value, bool> matters)
    {
        Dictionary<Value, bool> all = way.All.ToDictionary(static fact => fact.Key, static fact => fact.Value);
        return all.Where(fact => matters(fact.Key) && !Follows(fact.Key, way) && !IsImplied(fact.Key, way)).ToDictionary(static fact => fact.Key, static fact => fact.Value);
    }

    /// <summary>Whether a value is known not to be 0 because another one is less or greater.</summary>
    private static bool IsImplied(Value value, Facts way) => way.IsDefault(value) is false && way.All.Any(fact =>
        fact.Key is TestValue test
        && (test.Kind, fact.Value) is (TestKind.Unequal, false) or (TestKind.AtLeast, true)
        && ((test.Operand.Equals(value) && way.IsDefault(test.Other) is true) || (test.Other.Equals(value) && way.IsDefault(test.Operand) is true)));

    private static bool Follows(Value value, Facts way) =>
        value is TestValue { Kind: TestKind.Equal or TestKind.NotEqual } test
        && way.IsDefault(test.Operand) is bool one && way.IsDefault(test.Other) is bool other && (one || other);

    private static bool LeaveNothingOut(List<Dictionary<Value, bool>> ways, int questions)
    {
        if (ways.Any(way => way.Count == 0))
        {
            return true;
        }
        if (ways.Count == 0 || questions == 0)
        {
            return false;
        }
        Value question = ways[0].Keys.First();
        return LeaveNothingOut(Where(ways, question, answer: true), questions - 1) && LeaveNothingOut(Where(ways, question, answer: false), questions - 1);
    }

    private static List<Dictionary<Value, bool>> Where(List<Dictionary<Value, bool>> ways, Value question, bool answer) =>
    [
        .. ways.Where(way => !way.TryGetValue(question, out bool known) || known == answer)
            .Select(way => way.Where(fact => !fact.Key.Equals(question)).ToDictionary(static fact => fact.Key, static fact => fact.Value)),
    ];
}
