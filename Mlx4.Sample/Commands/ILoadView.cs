using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>Shows a load as it happens.</summary>
internal interface ILoadView
{
    /// <summary>The load begins; the master of the function is loaded.</summary>
    void Begin(LoadSettings settings);

    /// <summary>The device is loaded, and a restart begins to unload it.</summary>
    void BeginTakeDown();

    /// <summary>The restart begins to load it again.</summary>
    void BeginBringUp();

    /// <summary>A step of a pipeline.</summary>
    void Show(in LoadStep step);

    /// <summary>Something failed that the load goes on after.</summary>
    void Warn(TimeSpan time, StageScope pipeline, string warning);

    /// <summary>The driver of the Ethernet ports has something to say.</summary>
    void Tell(TimeSpan time, string line);

    /// <summary>The load succeeded.</summary>
    void ShowDevice(Mlx4Device device, Ledger ledger);

    /// <summary>The unload begins.</summary>
    void BeginUnload();

    /// <summary>It is over.</summary>
    /// <param name="result">The result of the load.</param>
    /// <param name="isClean">Whether nothing is left.</param>
    /// <param name="ledger">What is left.</param>
    void End(InitResult<Errno> result, bool isClean, string ledger);
}

/// <summary>An event, where and when.</summary>
/// <param name="Time">The card's clock.</param>
/// <param name="Took">How long the stage or cleanup took by the wall clock; zero when it begins.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Event">The event.</param>
internal readonly record struct LoadStep(TimeSpan Time, TimeSpan Took, StageScope Pipeline, StageEvent Event);
