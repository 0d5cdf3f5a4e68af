using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Matrix;

/// <summary>A fresh machine that meets a fault twice, then none, then the fault again, then none. After each attempt nothing may be left of it.</summary>
internal sealed class FaultRun
{
    private readonly List<Violation> _violations = [];
    private readonly Scenario _scenario;
    private readonly Func<Scenario, MatrixMachine> _make;
    private readonly FaultPoint? _fault;
    private MatrixMachine _machine = null!;
    private Holdings _before = Holdings.None;
    private CleanRun _clean = new(TimeSpan.Zero, [], []);

    private FaultRun(Scenario scenario, Func<Scenario, MatrixMachine> make, FaultPoint? fault) => (_scenario, _make, _fault) = (scenario, make, fault);

    /// <summary>A run without a fault, before any other.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="make">Makes a fresh machine for it.</param>
    public static CleanRun RunClean(Scenario scenario, Func<Scenario, MatrixMachine> make)
    {
        FaultRun run = new(scenario, make, null);
        run.Run(run.Record);
        return run._clean with { Violations = run._violations };
    }

    /// <summary>The runs with a fault.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="make">Makes a fresh machine for it.</param>
    /// <param name="clean">The run without one.</param>
    /// <param name="fault">The fault.</param>
    /// <returns>What was found.</returns>
    public static IReadOnlyList<Violation> RunFault(Scenario scenario, Func<Scenario, MatrixMachine> make, CleanRun clean, FaultPoint fault)
    {
        FaultRun run = new(scenario, make, fault) { _clean = clean };
        run.Run(() =>
        {
            run.Attempt("first attempt", fault);
            run.Attempt("second attempt", fault);
            run.Attempt("attempt without the fault", null);
            run.Attempt("attempt after one without the fault", fault);
            run.Attempt("last attempt, without the fault", null);
        });
        return run._violations;
    }

    /// <summary>How many times <see cref="RunFault"/> loads.</summary>
    public const int Attempts = 5;

    private void Run(Action attempts)
    {
        _machine = _make(_scenario);
        try
        {
            Begin();
            attempts();
            _machine.End();
            _machine.Calm();
            Expect("everything is unloaded", "nothing held", _machine.Holdings.Differences(Holdings.None, []));
        }
#pragma warning disable CA1031 // Nothing that a driver does may throw, and the other runs go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Add("whenever", "no exception", $"{exception.GetType().Name}: {exception.Message}");
        }
        finally
        {
            _machine.Leave();
        }
    }

    private void Begin()
    {
        _machine.Begin();
        _machine.Calm();
        _before = _machine.Holdings;
    }

    private void Record()
    {
        const string Without = "without a fault";
        TimeSpan start = _machine.Time.Elapsed;
        IReadOnlyList<FaultPoint> points = FaultRecorder.Record(_machine, out InitResult<Errno> result);
        _clean = new CleanRun(_machine.Time.Elapsed - start, points, []);
        if (result.Failed)
        {
            Add(Without, Text(Errno.Ok), result.ToString());
        }
        _machine.Calm();
        CheckNothingLeft(Without, TakesVfs(null, result) ? Holdings.None : _before, []);
    }

    private void Attempt(string when, FaultPoint? fault)
    {
        Expectation expected = fault is null ? Expectation.Clean : Expectation.Of(_scenario, fault);
        _machine.Monitor.ForgetOrder();
        TimeSpan start = _machine.Time.Elapsed;
        InitResult<Errno> result = _machine.Load(() => Arm(fault, inUnload: false));
        _machine.Settle();
        if (!expected.Results.Contains(result.Error))
        {
            Add(when, string.Join(" or ", expected.Results.Select(Text)), result.ToString());
        }
        if (result.Succeeded && !_machine.Device.IsRegistered)
        {
            Add(when, "a device that others may use", "a load that says it has succeeded");
        }
        Arm(fault, inUnload: true);
        if (result.Succeeded)
        {
            _machine.Unload();
        }
        _machine.Settle();
        if (expected.GivesUp is { } givesUp && givesUp != _machine.Device.InternalError)
        {
            Add(when, givesUp ? "the function is given up" : "the function is not given up", _machine.Device.InternalError ? "it is" : "it is not");
        }
        TimeSpan limit = _clean.Took + _clean.Took + expected.Waits;
        if (_machine.Time.Elapsed - start > limit)
        {
            Add(when, $"at most {limit.TotalSeconds} s", $"{(_machine.Time.Elapsed - start).TotalSeconds} s");
        }
        _machine.Calm();
        if (_machine.MasterIsLost)
        {
            // It may have had something for its slave, which is taken back when it is unloaded.
            _machine.End();
        }
        bool beginsAnew = !_machine.HasBegun || TakesVfs(fault, result);
        CheckNothingLeft(when, beginsAnew ? Holdings.None : _before, expected.KeptByCard);
        if (beginsAnew)
        {
            _machine.End();
            Begin();
        }
    }

    private void Arm(FaultPoint? fault, bool inUnload)
    {
        if (fault is not null && (fault.Phase == FaultPhase.Unload) == inUnload)
        {
            fault.Arm(_machine);
        }
    }

    private void CheckNothingLeft(string when, Holdings before, IReadOnlyList<string> keptByCard)
    {
        Expect(when, "nothing held that was not before", _machine.Holdings.Differences(before, keptByCard));
        OrderCheck order = _machine.Monitor.Order;
        if (order.ToUndo > 0)
        {
            Add(when, "every stage undone", $"not undone: {order.Owed}");
        }
        Expect(when, "cleanups in reverse order", order.Disorder);
    }

    /// <summary>Whether the virtual functions that were there go with the driver: a master has loaded, and had them from then on.</summary>
    private bool TakesVfs(FaultPoint? fault, InitResult<Errno> result) =>
        _scenario is { Function: FunctionMode.Master, ExistingVfs: > 0 }
        && (result.Succeeded || _scenario.Restart || fault is { Place: [{ Stage.Name: "SaveState" or "RegisterDevlink" }, ..] });

    private void Expect(string when, string expected, IEnumerable<string> found)
    {
        string all = string.Join("; ", found);
        if (all.Length > 0)
        {
            Add(when, expected, all);
        }
    }

    private void Add(string when, string expected, string found) => _violations.Add(new Violation(_scenario, _fault, when, expected, found));

    private static string Text(Errno error) => error == Errno.Ok ? "success" : error.ToString();
}
