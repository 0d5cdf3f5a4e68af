using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mlx4.Runtime;
using Mlx4.Testing.Cases;

namespace Mlx4.Testing;

/// <summary>
/// Runs a pipeline once for every stage, item and restart with a fault there: an error, an exception, a cancellation, and a cleanup that throws.
/// Each run has an object of its own, and ends with a load and an unload without a fault. It does not change; what begins with <c>With</c> makes another.
/// </summary>
/// <typeparam name="T">The type of the object under test, or of a machine that holds it.</typeparam>
public sealed class PipelineFaults<T>
    where T : notnull
{
    private readonly Subject<T> _subject;
    private readonly Lazy<Task<IReadOnlyList<FaultCase>>> _cases;

    internal PipelineFaults(Subject<T> subject)
    {
        _subject = subject;
        _cases = new Lazy<Task<IReadOnlyList<FaultCase>>>(() => CaseFinder.Find(subject).AsTask());
    }

    private string Pipeline => $"{typeof(T).Name}.{_subject.Tables[0][0].Pipeline}";

    /// <summary>Tells of pipelines that are loaded in stages of this one, and whose objects have the same probe: their stages fail too.</summary>
    /// <param name="stages">The generated tables of their stages.</param>
    public PipelineFaults<T> WithNested(params IReadOnlyList<StageInfo>[] stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return new PipelineFaults<T>(_subject with { Tables = [.. _subject.Tables, .. stages] });
    }

    /// <summary>States the error with which stages are refused. Without it, that is the last of the enum at which no stage restarts.</summary>
    /// <param name="error">The error.</param>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    /// <exception cref="ArgumentException">It is success.</exception>
    public PipelineFaults<T> WithError<TError>(TError error)
        where TError : struct => EqualityComparer<TError>.Default.Equals(error, default)
        ? throw new ArgumentException("The value 0 is success: state an error.", nameof(error))
        : new PipelineFaults<T>(_subject with { Error = error });

    /// <summary>
    /// Has a look at what is held: handles that are open, a ledger. After each failed load, and after each unload, it has to be what it was before
    /// the load, which mostly is nothing.
    /// </summary>
    /// <param name="held">What is held, each told by its text.</param>
    public PipelineFaults<T> WithHeld(Func<T, IEnumerable<object>> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return new PipelineFaults<T>(_subject with { Held = held });
    }

    /// <summary>
    /// The names of all runs, each of which can be a test case of its own. To find them, the pipeline is loaded and unloaded without a fault, and
    /// once for each restart; an asynchronous one is waited for.
    /// </summary>
    public IReadOnlyList<string> Cases() => [.. Task.Run(() => _cases.Value).GetAwaiter().GetResult().Select(each => each.Name)];

    /// <summary>Makes all runs, on this thread.</summary>
    /// <exception cref="InvalidOperationException">The pipeline is asynchronous.</exception>
    public FaultReport Run()
    {
        RefuseAsync();
        return RunAsync().GetAwaiter().GetResult();
    }

    /// <summary>Makes one run, on this thread.</summary>
    /// <param name="case">One of the names in <see cref="Cases"/>.</param>
    /// <exception cref="InvalidOperationException">The pipeline is asynchronous.</exception>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public FaultReport Run(string @case)
    {
        RefuseAsync();
        return RunAsync(@case).GetAwaiter().GetResult();
    }

    /// <summary>Makes all runs, one after the other.</summary>
    public async Task<FaultReport> RunAsync() => await Run(await _cases.Value.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Makes one run.</summary>
    /// <param name="case">One of the names in <see cref="Cases"/>.</param>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public async Task<FaultReport> RunAsync(string @case)
    {
        FaultCase[] named = [.. (await _cases.Value.ConfigureAwait(false)).Where(each => each.Name == @case)];
        return named.Length == 0
            ? throw new ArgumentException($"The pipeline has no run of the name '{@case}' (any more): take one of Cases().", nameof(@case))
            : await Run(named).ConfigureAwait(false);
    }

    private async Task<FaultReport> Run(IReadOnlyList<FaultCase> cases)
    {
        List<FaultViolation> violations = [];
        foreach (FaultCase each in cases)
        {
            if ((await Attempt<T>.Run(_subject, each).ConfigureAwait(false)).Violation is { } violation)
            {
                violations.Add(violation);
            }
        }
        return new FaultReport(Pipeline, [.. cases.Select(each => each.Name)], violations);
    }

    private void RefuseAsync()
    {
        if (_subject.IsAsync)
        {
            throw new InvalidOperationException($"{Pipeline} is asynchronous: await RunAsync.");
        }
    }
}
