using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Mlx4.Runtime;
using Mlx4.Testing.Cases;
using Mlx4.Testing.Checking;

namespace Mlx4.Testing;

/// <summary>Begins the fault tests of a pipeline: says what its stages are, how an object is made, and how it is loaded and unloaded.</summary>
/// <example>
/// <code>
/// PipelineFaults.Of(Nic.LoadOneStages, probe => new Nic { Probe = probe }, nic => nic.LoadOne("eth0"), nic => nic.UnloadOne("eth0"))
///     .Run()
///     .ThrowIfAny();
/// </code>
/// </example>
public static class PipelineFaults
{
    /// <summary>The faults of a pipeline whose load returns a result.</summary>
    /// <param name="stages">The table of its stages: the generated <c>LoadOneStages</c>.</param>
    /// <param name="create">Makes a new object, whose hooks are forwarded to the probe, on which the load succeeds. What is disposable is disposed.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="unload">Unloads it.</param>
    /// <typeparam name="T">The type of the object, or of a machine that holds it.</typeparam>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    public static PipelineFaults<T> Of<T, TError>(IReadOnlyList<StageInfo> stages, Func<FaultProbe, T> create, Func<T, InitResult<TError>> load, Action<T> unload)
        where T : notnull
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        return Make(stages, create, (target, _) => new ValueTask<Outcome>(OutcomeOf(load(target))), Plain(unload), isAsync: false, returnsErrors: true);
    }

    /// <summary>The faults of a pipeline without errors.</summary>
    /// <inheritdoc cref="Of{T, TError}(IReadOnlyList{StageInfo}, Func{FaultProbe, T}, Func{T, InitResult{TError}}, Action{T})"/>
    public static PipelineFaults<T> Of<T>(IReadOnlyList<StageInfo> stages, Func<FaultProbe, T> create, Action<T> load, Action<T> unload)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(load);
        return Make(
            stages,
            create,
            (target, _) =>
            {
                load(target);
                return new ValueTask<Outcome>(Outcome.Success);
            },
            Plain(unload),
            isAsync: false,
            returnsErrors: false);
    }

    /// <summary>The faults of an asynchronous pipeline whose load returns a result.</summary>
    /// <inheritdoc cref="Of{T, TError}(IReadOnlyList{StageInfo}, Func{FaultProbe, T}, Func{T, InitResult{TError}}, Action{T})"/>
    public static PipelineFaults<T> Of<T, TError>(
        IReadOnlyList<StageInfo> stages, Func<FaultProbe, T> create, Func<T, CancellationToken, ValueTask<InitResult<TError>>> load, Func<T, ValueTask> unload)
        where T : notnull
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return Make(stages, create, async (target, token) => OutcomeOf(await load(target, token).ConfigureAwait(false)), unload, isAsync: true, returnsErrors: true);
    }

    /// <summary>The faults of an asynchronous pipeline without errors.</summary>
    /// <inheritdoc cref="Of{T, TError}(IReadOnlyList{StageInfo}, Func{FaultProbe, T}, Func{T, InitResult{TError}}, Action{T})"/>
    public static PipelineFaults<T> Of<T>(IReadOnlyList<StageInfo> stages, Func<FaultProbe, T> create, Func<T, CancellationToken, ValueTask> load, Func<T, ValueTask> unload)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return Make(
            stages,
            create,
            async (target, token) =>
            {
                await load(target, token).ConfigureAwait(false);
                return Outcome.Success;
            },
            unload,
            isAsync: true,
            returnsErrors: false);
    }

    private static PipelineFaults<T> Make<T>(
        IReadOnlyList<StageInfo> stages, Func<FaultProbe, T> create, Func<T, CancellationToken, ValueTask<Outcome>> load, Func<T, ValueTask> unload, bool isAsync, bool returnsErrors)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(create);
        if (stages.Count == 0)
        {
            throw new ArgumentException("The table has no stages: give the generated table of the pipeline, such as Nic.LoadOneStages.", nameof(stages));
        }
        return new PipelineFaults<T>(new Subject<T>(create, load, unload) { Tables = [stages], IsAsync = isAsync, ReturnsErrors = returnsErrors });
    }

    private static Func<T, ValueTask> Plain<T>(Action<T> unload)
    {
        ArgumentNullException.ThrowIfNull(unload);
        return target =>
        {
            unload(target);
            return default;
        };
    }

    private static Outcome OutcomeOf<TError>(InitResult<TError> result)
        where TError : struct =>
        result.Succeeded ? Outcome.Success : new Outcome(Convert.ToString(result.Error, CultureInfo.InvariantCulture), result.Stage);
}
