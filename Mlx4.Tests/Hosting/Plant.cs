using Mlx4.Runtime;

namespace Mlx4.Tests.Hosting;

/// <summary>A pipeline of two stages that writes down what it does. Several types of it can stand in one host.</summary>
internal partial class Plant
{
    /// <summary>What was done, of all plants that share it.</summary>
    public List<string> Log { get; init; } = [];

    public string Name { get; init; } = "A";

    public Errno OfStart { get; init; }

    public Exception? StartThrows { get; init; }

    public Exception? CloseThrows { get; init; }

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Open()
    {
        Note("open");
        return Errno.Ok;
    }

    private void Close()
    {
        Note("close");
        if (CloseThrows is not null)
        {
#pragma warning disable MLX4021 // Cleanups that throw are what is tested.
            throw CloseThrows;
#pragma warning restore MLX4021
        }
    }

    [InitStage(20, Cleanup = nameof(Stop))]
    private Errno Start()
    {
        Note("start");
        return StartThrows is null ? OfStart : throw StartThrows;
    }

    private void Stop() => Note("stop");

    private void Note(string what)
    {
        lock (Log)
        {
            Log.Add($"{Name}.{what}");
        }
    }
}

/// <summary>A second type with the same pipeline.</summary>
internal sealed class OtherPlant : Plant;
