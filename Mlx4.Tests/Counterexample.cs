using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Mlx4.Tests;

/// <summary>Has FsCheck look for a value for which something does not hold.</summary>
internal static class Counterexample
{
    /// <summary>Tries values until one fails, then makes it smaller for as long as that fails too.</summary>
    /// <param name="values">What is tried, and how it is made smaller.</param>
    /// <param name="holds">What should hold for each; it does not where this throws.</param>
    /// <param name="count">How many are tried.</param>
    /// <param name="seed">Says which.</param>
    /// <returns>The smallest that was found, <see langword="null"/> if all is well.</returns>
    public static T? Of<T>(Arbitrary<T> values, Func<T, bool> holds, int count, ulong seed)
        where T : class
    {
        T? smallest = null;
        Config config = Config.Quick.WithMaxTest(count).WithReplay(new Replay(new Rnd(seed), FSharpOption<int>.None)).WithRunner(new SilentRunner());
        Check.One(config, Prop.ForAll(values, value =>
        {
            bool held = false;
            try
            {
                held = holds(value);
            }
            finally
            {
                // What FsCheck tries after a failure is smaller, and it goes on from what fails.
                smallest = held ? smallest : value;
            }
            return held;
        }));
        return smallest;
    }

    /// <summary>A sequence without some of its items: half of them, a quarter, down to one. A way to make long values smaller.</summary>
    public static IEnumerable<T[]> Shorter<T>(T[] items)
    {
        for (int size = (items.Length + 1) / 2; size > 0; size /= 2)
        {
            for (int start = 0; start < items.Length; start += size)
            {
                yield return [.. items.Take(start), .. items.Skip(start + size)];
            }
        }
    }

    /// <summary>Writes nothing to the console: the test says what was found.</summary>
    private sealed class SilentRunner : IRunner
    {
        public void OnStartFixture(Type value)
        {
        }

        public void OnArguments(int number, FSharpList<object> arguments, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> text)
        {
        }

        public void OnShrink(FSharpList<object> arguments, FSharpFunc<FSharpList<object>, string> text)
        {
        }

        public void OnFinished(string name, TestResult result)
        {
        }
    }
}
