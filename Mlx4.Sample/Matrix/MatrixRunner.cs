using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mlx4.Sample.Matrix;

/// <summary>Runs scenarios with their faults on several threads, each with its own machines.</summary>
/// <param name="settings">What to run.</param>
/// <param name="make">Makes a fresh machine for a scenario.</param>
/// <param name="stop">Stops it after the runs under way.</param>
internal sealed class MatrixRunner(MatrixSettings settings, Func<Scenario, MatrixMachine> make, CancellationToken stop = default)
{
    /// <summary>No run takes so long, unless threads wait for each other.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<(Work Work, IReadOnlyList<Violation> Violations)> _finished = [];
    private int _done;

    /// <summary>Runs everything.</summary>
    /// <param name="progress">Is told how many of how many runs are done, on the calling thread.</param>
    public MatrixResult Run(Action<int, int> progress)
    {
        long start = Stopwatch.GetTimestamp();
        CleanRun[] clean = new CleanRun[settings.Scenarios.Count];
        Spread([.. settings.Scenarios.Select((scenario, index) => new Work(scenario, null, () =>
        {
            clean[index] = FaultRun.RunClean(scenario, make);
            return clean[index].Violations;
        }))], static (_, _) => { });

        List<(Scenario Scenario, FaultPoint Fault)> points = [];
        List<Work> work = [];
        foreach ((Scenario scenario, CleanRun without) in settings.Scenarios.Zip(clean).Where(static pair => pair.Second is not null))
        {
            points.AddRange(without.Points.Select(fault => (scenario, fault)));
            work.AddRange(without.Points.Where(fault => settings.Takes(scenario, fault))
                .Select(fault => new Work(scenario, fault, () => FaultRun.RunFault(scenario, make, without, fault))));
        }
        _done = 0;
        Spread(work, progress);

        return new MatrixResult(
            settings.Scenarios.Count,
            CellsOf(points),
            [.. _finished.SelectMany(static run => run.Violations).OrderBy(static violation => violation.Scenario.ToString(), StringComparer.Ordinal)],
            Stopwatch.GetElapsedTime(start),
            stop.IsCancellationRequested);
    }

    /// <summary>Counts the fault points, and those that were run, by scenario, stage and kind.</summary>
    private List<MatrixCell> CellsOf(IEnumerable<(Scenario Scenario, FaultPoint Fault)> points)
    {
        ILookup<(Scenario, string, string), int> finished = _finished.Where(static run => run.Work.Fault is not null)
            .ToLookup(static run => (run.Work.Scenario, run.Work.Fault!.OuterStage, run.Work.Fault.Kind), static run => run.Violations.Count);
        return [.. points.GroupBy(static point => (point.Scenario, point.Fault.OuterStage, point.Fault.Kind)).Select(cell => new MatrixCell(
            cell.Key.Scenario, cell.Key.OuterStage, cell.Key.Kind, cell.Count(), finished[cell.Key].Count(), finished[cell.Key].Sum()))];
    }

    /// <summary>Lets the jobs do all work.</summary>
    private void Spread(IReadOnlyList<Work> work, Action<int, int> progress)
    {
        ConcurrentQueue<Work> queue = new(work);
        List<Job> jobs = [.. Enumerable.Range(0, settings.Jobs).Select(_ => new Job(queue, Done))];
        while (jobs.Any(static job => !job.IsOver))
        {
            Thread.Sleep(Interval);
            if (stop.IsCancellationRequested)
            {
                queue.Clear();
            }
            progress(Volatile.Read(ref _done), work.Count);
            for (int i = 0; i < jobs.Count; i++)
            {
                if (jobs[i].StuckIn(Patience) is { } stuck)
                {
                    Done(stuck, [new Violation(stuck.Scenario, stuck.Fault, "whenever", "an end", $"none within {Patience.TotalSeconds} s")]);
                    jobs[i] = new Job(queue, Done);
                }
            }
        }
        progress(Volatile.Read(ref _done), work.Count);
    }

    private void Done(Work work, IReadOnlyList<Violation> violations)
    {
        _finished.Add((work, violations));
        Interlocked.Increment(ref _done);
    }

    private sealed record Work(Scenario Scenario, FaultPoint? Fault, Func<IReadOnlyList<Violation>> Run);

    /// <summary>A thread that takes one piece of work after the other.</summary>
    private sealed class Job
    {
        private readonly ConcurrentQueue<Work> _queue;
        private readonly Action<Work, IReadOnlyList<Violation>> _done;
        private readonly Thread _thread;
        private volatile Work? _current;
        private long _since;

        public Job(ConcurrentQueue<Work> queue, Action<Work, IReadOnlyList<Violation>> done)
        {
            _queue = queue;
            _done = done;
            _thread = new Thread(Run) { IsBackground = true, Name = "matrix" };
            _thread.Start();
        }

        public bool IsOver => !_thread.IsAlive;

        /// <summary>The work that takes longer than that, if it does.</summary>
        public Work? StuckIn(TimeSpan patience) =>
            _current is { } work && Stopwatch.GetElapsedTime(Interlocked.Read(ref _since)) > patience ? work : null;

        private void Run()
        {
            while (_queue.TryDequeue(out Work? work))
            {
                Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
                _current = work;
                _done(work, work.Run());
                _current = null;
            }
        }
    }
}
