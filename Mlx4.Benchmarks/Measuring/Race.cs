using System.Diagnostics;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>Times short operations. The contenders take turns, and each round begins with another one.</summary>
/// <param name="turn">How long a turn takes.</param>
/// <param name="rounds">How many turns each has.</param>
internal sealed class Race(TimeSpan turn, int rounds)
{
    private const int LeastWarmUpRounds = 3;

    /// <summary>A machine that others use may take long to compile a method in the background; this many rounds are some seconds.</summary>
    private const int MostWarmUpRounds = 50;

    /// <summary>As many calls as make a method worth compiling anew, and more.</summary>
    private const int WarmUpCalls = 64;

    /// <summary>A little more than the time after which the runtime begins with that.</summary>
    private static readonly TimeSpan TierDelay = TimeSpan.FromMilliseconds(120);

    /// <summary>Lets all of them run.</summary>
    /// <param name="contenders">Each carries its operation out as many times as it is told.</param>
    /// <param name="isCompiled">Whether they are compiled for good; where nobody can say, it is waited until nothing is compiled any more.</param>
    /// <returns>The nanoseconds of one operation, for each contender.</returns>
    public Series[] Run(IReadOnlyList<Action<int>> contenders, Func<bool>? isCompiled = null)
    {
        if (isCompiled is null)
        {
            WarmUp(contenders);
        }
        else
        {
            WarmUp(contenders, isCompiled);
        }
        int[] counts = [.. contenders.Select(CountOf)];
        Series[] series = [.. contenders.Select(_ => new Series())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                int contender = (round + i) % contenders.Count;
                series[contender].Add(Time(contenders[contender], counts[contender]).TotalNanoseconds / counts[contender]);
            }
        }
        return series;
    }

    /// <summary>Lets contenders run, and waits until nothing is compiled any more.</summary>
    public static void WarmUp(IReadOnlyList<Action<int>> contenders)
    {
        WarmUp(contenders, static () => true);
        Quiet.Wait();
        WarmUp(contenders, static () => true);
        Quiet.Wait();
    }

    private static void WarmUp(IReadOnlyList<Action<int>> contenders, Func<bool> isCompiled)
    {
        for (int round = 0; round < LeastWarmUpRounds || (round < MostWarmUpRounds && !isCompiled()); round++)
        {
            foreach (Action<int> contender in contenders)
            {
                for (int i = 0; i < WarmUpCalls; i++)
                {
                    contender(1);
                }
            }
            Thread.Sleep(TierDelay);
        }
    }

    /// <summary>How many operations make a turn, by the fastest of several tries.</summary>
    private int CountOf(Action<int> contender)
    {
        const int Tries = 3;
        int count = 1;
        while (true)
        {
            TimeSpan elapsed = Enumerable.Range(0, Tries).Min(_ => Time(contender, count));
            if (elapsed >= turn / 4)
            {
                return Math.Max(1, (int)(count * (turn / elapsed)));
            }
            count *= 2;
        }
    }

    private static TimeSpan Time(Action<int> contender, int count)
    {
        long begin = Stopwatch.GetTimestamp();
        contender(count);
        return Stopwatch.GetElapsedTime(begin);
    }
}
