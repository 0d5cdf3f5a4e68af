using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mlx4.Hosting;
using Mlx4.Runtime;

// Where every AddX stands, so that it is found without another using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds pipelines to a host.</summary>
/// <remarks>
/// The host loads each pipeline when it starts. If a stage fails, its start throws: <see cref="PipelineLoadException"/> for an error, else
/// what the stage threw. What was loaded is unloaded once: when the host stops, or, if it did not start, when it is stopped or disposed.
/// The type is added as a singleton, unless it has been added already. A type may be added more than once, for each of its pipelines.
/// </remarks>
public static class InitPipelineServiceCollectionExtensions
{
    /// <summary>Adds a pipeline: <c>services.AddInitPipeline((Nic nic) => nic.LoadOne("eth0"), nic => nic.UnloadOne())</c>.</summary>
    /// <typeparam name="T">The type that has the pipeline.</typeparam>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="load">Calls the generated load. It is not cancelled; a start that is cancelled before it does not begin it.</param>
    /// <param name="unload">Calls the generated unload.</param>
    /// <param name="loadIn">When the starting host loads it.</param>
    /// <param name="unloadIn">When the stopping host unloads it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInitPipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TError>(
        this IServiceCollection services, Func<T, InitResult<TError>> load, Action<T> unload, LoadPhase loadIn = LoadPhase.Start, UnloadPhase unloadIn = UnloadPhase.Stop)
        where T : class
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return services.Add<T>(
            (pipeline, _) =>
            {
                ThrowIfFailed<T, TError>(load(pipeline));
                return default;
            },
            pipeline =>
            {
                unload(pipeline);
                return default;
            }, loadIn, unloadIn);
    }

    /// <summary>Adds a pipeline whose stages return no errors.</summary>
    /// <typeparam name="T">The type that has the pipeline.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="load">Calls the generated load. It is not cancelled; a start that is cancelled before it does not begin it.</param>
    /// <param name="unload">Calls the generated unload.</param>
    /// <param name="loadIn">When the starting host loads it.</param>
    /// <param name="unloadIn">When the stopping host unloads it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInitPipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, Action<T> load, Action<T> unload, LoadPhase loadIn = LoadPhase.Start, UnloadPhase unloadIn = UnloadPhase.Stop)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return services.Add<T>(
            (pipeline, _) =>
            {
                load(pipeline);
                return default;
            },
            pipeline =>
            {
                unload(pipeline);
                return default;
            }, loadIn, unloadIn);
    }

    /// <summary>Adds an asynchronous pipeline: <c>services.AddInitPipeline((Nic nic, CancellationToken token) => nic.LoadOneAsync(token), nic => nic.UnloadOneAsync())</c>.</summary>
    /// <typeparam name="T">The type that has the pipeline.</typeparam>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="load">Calls the generated load with the token, which is cancelled with the start of the host.</param>
    /// <param name="unload">Calls the generated unload. It is never cancelled.</param>
    /// <param name="loadIn">When the starting host loads it.</param>
    /// <param name="unloadIn">When the stopping host unloads it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInitPipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TError>(
        this IServiceCollection services, Func<T, CancellationToken, ValueTask<InitResult<TError>>> load, Func<T, ValueTask> unload, LoadPhase loadIn = LoadPhase.Start, UnloadPhase unloadIn = UnloadPhase.Stop)
        where T : class
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return services.Add<T>(async (pipeline, cancellationToken) => ThrowIfFailed<T, TError>(await load(pipeline, cancellationToken).ConfigureAwait(false)), unload, loadIn, unloadIn);
    }

    /// <summary>Adds an asynchronous pipeline whose stages return no errors.</summary>
    /// <typeparam name="T">The type that has the pipeline.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="load">Calls the generated load with the token, which is cancelled with the start of the host.</param>
    /// <param name="unload">Calls the generated unload. It is never cancelled.</param>
    /// <param name="loadIn">When the starting host loads it.</param>
    /// <param name="unloadIn">When the stopping host unloads it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInitPipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, Func<T, CancellationToken, ValueTask> load, Func<T, ValueTask> unload, LoadPhase loadIn = LoadPhase.Start, UnloadPhase unloadIn = UnloadPhase.Stop)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(unload);
        return services.Add<T>(load, unload, loadIn, unloadIn);
    }

    private static IServiceCollection Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, Func<T, CancellationToken, ValueTask> load, Func<T, ValueTask> unload, LoadPhase loadIn, UnloadPhase unloadIn)
        where T : class
    {
        services.TryAddSingleton<T>();
        // Not AddHostedService, which would take the second pipeline of a type for the first one.
        return services.AddSingleton<IHostedService>(provider =>
        {
            // Made before the service, so that the container disposes it after the service.
            T pipeline = provider.GetRequiredService<T>();
            ILogger logger = provider.GetService<ILogger<T>>() ?? (ILogger)NullLogger.Instance;
            return new HostedPipeline(typeof(T).Name, token => load(pipeline, token), () => unload(pipeline), loadIn, unloadIn, logger);
        });
    }

    private static void ThrowIfFailed<T, TError>(InitResult<TError> result)
        where TError : struct
    {
        if (result.Failed)
        {
            throw new PipelineLoadException(typeof(T).Name, result.Stage, result.Error);
        }
    }
}
