/** Numbers that few sessions have; NaN where this one has none. */
export class RareTimes {
  startupAtMs = Number.NaN;
  startupMs = Number.NaN;
  failedBeforeMs = Number.NaN;
  failedPlayingMs = Number.NaN;
}
