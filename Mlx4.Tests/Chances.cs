using FsCheck;
using FsCheck.Fluent;

namespace Mlx4.Tests;

/// <summary>What FsCheck's generators are asked for often, and how they are drawn from.</summary>
internal static class Chances
{
    /// <summary>True so many times in a hundred.</summary>
    public static Gen<bool> Chance(int percent) => Gen.Choose(0, 99).Select(number => number < percent);

    /// <summary>One of the values, each as likely as another.</summary>
    public static Gen<T> Pick<T>(params IEnumerable<T> values) => Gen.Elements(values);

    /// <summary>A value so many times in a hundred.</summary>
    public static Gen<T?> Maybe<T>(int percent, Gen<T> value)
        where T : class => Gen.Frequency((percent, value.Select(each => (T?)each)), (100 - percent, Gen.Constant<T?>(null)));

    /// <summary>A value for each of some, one after the other.</summary>
    public static Gen<T[]> ForEach<TFrom, T>(IEnumerable<TFrom> all, Func<TFrom, Gen<T>> value) => Gen.CollectToArray(all, value);

    /// <summary>The value that belongs to a seed.</summary>
    public static T Draw<T>(this Gen<T> generator, ulong seed) => generator.Sample(1, new Rnd(seed), 50).Single();
}
