using Mlx4.Runtime;
using Mlx4.Testing;

namespace Mlx4.Tests.Testing;

/// <summary>A pipeline of two stages, Open (undone by Close) and Start (by Stop), written out by hand so that each part of it can be wrong.</summary>
internal sealed class TwoStages(FaultProbe probe)
{
    public static IReadOnlyList<StageInfo> Stages { get; } = [new("LoadOne", 10, "Open", cleanup: "Close"), new("LoadOne", 20, "Start", cleanup: "Stop")];

    private bool _isLoaded;

    /// <summary>Whether it tells what happens.</summary>
    public bool Tells { get; init; } = true;

    /// <summary>Whether it asks before each stage.</summary>
    public bool Asks { get; init; } = true;

    /// <summary>The stage that results name instead of the one that failed.</summary>
    public string? Named { get; init; }


    /// <summary>Another stage that is told of within the first one.</summary>
    public StageInfo? Nested { get; init; }

    /// <summary>What it holds.</summary>
    public List<string> Held { get; } = [];

    /// <summary>What is in <see cref="Held"/> when it is loaded, and is not given back.</summary>
    public string? Forgotten { get; init; }

    public InitResult<Errno> Load()
    {
        if (_isLoaded)
        {
            throw new InvalidOperationException("already loaded");
        }
        for (int place = 0; place < Stages.Count; place++)
        {
            Errno error = default;
            Tell(StageEventKind.Starting, place);
            if (place == 0 && Nested is not null)
            {
                probe.OnStageEvent(new StageEvent(StageEventKind.Starting, Nested));
                probe.OnStageEvent(new StageEvent(StageEventKind.Completed, Nested));
            }
            if (Asks)
            {
                probe.OnStageStarting(Stages[place], ref error);
            }
            if (error != Errno.Ok)
            {
                Tell(StageEventKind.Failed, place, error.ToString());
                Undo(place - 1);
                return new InitResult<Errno>(error, Named ?? Stages[place].Name);
            }
            Tell(StageEventKind.Completed, place);
            if (Forgotten is not null && place == 1)
            {
                Held.Add(Forgotten);
            }
        }
        _isLoaded = true;
        return default;
    }

    public void Unload()
    {
        if (_isLoaded)
        {
            _isLoaded = false;
            Undo(Stages.Count - 1);
        }
    }

    private void Undo(int from)
    {
        for (int place = from; place >= 0; place--)
        {
            Tell(StageEventKind.CleaningUp, place);
            Tell(StageEventKind.CleanedUp, place);
        }
    }

    private void Tell(StageEventKind kind, int place, string? error = null)
    {
        if (Tells)
        {
            probe.OnStageEvent(new StageEvent(kind, Stages[place], error: error));
        }
    }
}
