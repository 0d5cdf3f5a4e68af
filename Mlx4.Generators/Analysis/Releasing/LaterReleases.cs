using System.Collections.Generic;
using System.Linq;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>Which stages' cleanups release what was made before.</summary>
internal sealed class LaterReleases
{
    private readonly Dictionary<Place, List<FlowStage>> _releasing = [];
    private readonly Dictionary<FlowStage, HashSet<Place>> _stored = [];

    public LaterReleases(FlowPipeline pipeline)
    {
        foreach (FlowStage stage in pipeline.Stages.Where(stage => stage.Cleanup is not null))
        {
            foreach (ExecutedPath path in stage.CleanupPaths.Paths)
            {
                Origins origins = new();
                foreach (PathEvent happened in path.Events)
                {
                    origins.Note(happened);
                    foreach (Value released in Releases.Of(happened))
                    {
                        Add(origins.PlaceOf(released), stage);
                    }
                }
            }
        }
    }

    /// <summary>The first stage after another one whose cleanup releases what a place holds, and which has not put it there itself.</summary>
    public FlowStage? Find(Place place, FlowStage after) =>
        _releasing.TryGetValue(place, out List<FlowStage>? stages) ? stages.FirstOrDefault(stage => stage.Index > after.Index && !StoredBy(stage).Contains(place)) : null;

    private void Add(Place? place, FlowStage stage)
    {
        if (place is null)
        {
            return;
        }
        if (!_releasing.TryGetValue(place, out List<FlowStage>? stages))
        {
            _releasing.Add(place, stages = []);
        }
        if (stages.Count == 0 || stages[stages.Count - 1] != stage)
        {
            stages.Add(stage);
        }
    }

    private HashSet<Place> StoredBy(FlowStage stage)
    {
        if (!_stored.TryGetValue(stage, out HashSet<Place>? places))
        {
            places = [.. Stored.By(stage)];
            _stored.Add(stage, places);
        }
        return places;
    }
}
