using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>A kind of function, and which stages a load of it has run: those that are there when it is loaded.</summary>
internal sealed class FunctionVariant
{
    /// <summary>The kinds: a physical function alone, one that is the master of virtual ones, and a virtual one.</summary>
    private static readonly (string Name, LoadSettings Settings)[] Kinds =
    [
        ("physical function", new LoadSettings()),
        ("master", new LoadSettings { VirtualFunctions = 1 }),
        ("virtual function", new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = 1 }),
    ];

    private readonly Dictionary<(string Pipeline, string Stage), bool> _runs = [];

    private FunctionVariant(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Loads a function of each kind, on a card of its own, and looks on.</summary>
    /// <exception cref="InvalidOperationException">One cannot be loaded.</exception>
    public static IReadOnlyList<FunctionVariant> ByLoading() => [.. Kinds.Select(kind => new FunctionVariant(kind.Name).Load(kind.Settings))];

    /// <summary>The names of the stages of a pipeline that ran.</summary>
    public IEnumerable<string> StagesOf(string pipeline) => _runs.Where(run => run.Key.Pipeline == pipeline && run.Value).Select(run => run.Key.Stage);

    private FunctionVariant Load(LoadSettings settings)
    {
        SimulatedTime time = new();
        Machine machine = new(settings, time);
        using SimulatedTime.Membership membership = time.Join();
        Watch watch = new(this);
        InitResult<Errno> master = machine.Bind(watch);
        InitResult<Errno> result = master.Failed ? master : machine.Driver.Probe();
        if (result.Failed)
        {
            throw new InvalidOperationException($"The {Name} cannot be loaded: {result}.");
        }
        watch.IsOver = true;
        machine.Driver.Remove();
        machine.End();
        return this;
    }

    /// <summary>Takes note of what runs and what is skipped: what comes last counts, since a restart reads conditions anew.</summary>
    private sealed class Watch(FunctionVariant variant) : IStageMonitor
    {
        private readonly Lock _lock = new();

        /// <summary>What is held, by the place of its pipeline: a restart skips what it has kept.</summary>
        private readonly HashSet<(StageScope Pipeline, string Stage)> _held = [];

        public bool IsOver { get; set; }

        public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
        {
            lock (_lock)
            {
                if (IsOver)
                {
                    return;
                }
                (StageScope, string) place = (pipeline, stageEvent.Stage.Name);
                (string, string) stage = (pipeline.Pipeline, stageEvent.Stage.Name);
                switch (stageEvent.Kind)
                {
                    case StageEventKind.Completed:
                        _held.Add(place);
                        variant._runs[stage] = true;
                        break;
                    case StageEventKind.Skipped when !_held.Contains(place):
                        variant._runs[stage] = false;
                        break;
                    case StageEventKind.CleaningUp:
                        _held.Remove(place);
                        break;
                    default:
                        break;
                }
            }
        }

        public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
        {
        }

        public void OnWarning(StageScope pipeline, string warning)
        {
        }
    }
}
