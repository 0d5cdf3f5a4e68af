using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that are the same for CQs and SRQs. Input modifier: the queue's number.</summary>
internal static class QueueCommands
{
    /// <summary>Takes a queue back that nothing uses. Opcode modifier 0: output its context; 1: the host does not want it.</summary>
    public static CommandStatus TakeBack<T>(in Command command, ObjectTable<T> queues)
        where T : QueryableQueue
    {
        CommandStatus status = queues.FindUnused(command.InputModifier, out T? queue);
        if (status == CommandStatus.Ok && command.Modifier == 0)
        {
            status = Query(command, queues);
        }
        if (status == CommandStatus.Ok)
        {
            queue!.Release();
            queues.Remove(queue);
        }
        return status;
    }

    /// <summary>Outputs the context of a queue.</summary>
    public static CommandStatus Query<T>(in Command command, ObjectTable<T> queues)
        where T : QueryableQueue
    {
        CommandStatus status = queues.Find(command.InputModifier, out T? queue);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryOutput(queue!.ContextLength, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        queue.Write(output);
        return CommandStatus.Ok;
    }
}
