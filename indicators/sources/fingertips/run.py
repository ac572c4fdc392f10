"""One run through the service: what there is, what is asked for, and what one failing indicator does to the others."""

from dataclasses import replace
from functools import cached_property

from indicators.sources.base import SourceNotReadable
from indicators.sources.fingertips import latest_data
from indicators.sources.fingertips.kept import metadata_in
from indicators.sources.fingertips.notes import Notes
from indicators.sources.fingertips.plan import make_plan, named
from indicators.sources.fingertips.service import Service, indicators_in

# Where more of the indicators fail than this share, it is no longer theirs.
MOST_FAILED = 0.5


class Run:
    """What is known of the service so far, and what was kept of its answers."""

    def __init__(self, fetcher, *, location, options, known):
        self.fetcher, self.options = fetcher, options
        self.service = Service(fetcher, location=location, options=options)
        self.notes, self.kept, self.names, self.year_types = Notes(), [], {}, {}
        self.indicators = options.indicator_ids
        if not options.indicator_ids and not options.profile_ids:
            self.indicators = sorted(int(text) for text in known.indicators if text.isdigit())
        if not self.indicators and not options.profile_ids:
            raise SourceNotReadable("No definition has a number at Fingertips, so there is nothing to ask for.")

    def fetch(self):
        """The files of all answers."""
        self.area_types = self.service.area_types()
        self._refuse_unknown_numbers()
        plan = make_plan(
            indicators=self.indicators, options=self.options, available=self._available(), area_types=self.area_types
        )
        if not plan.asks and not self.options.profile_ids:
            raise SourceNotReadable(self._nothing_to_ask(plan))
        self._keep_metadata()
        for indicator, sentence in plan.left_out.items():
            self.notes.leave_out(indicator, f"{self._called(indicator)}: {sentence}")
        self._keep_areas({*plan.area_types, *(self.options.area_type_ids[:1] if self.options.profile_ids else [])})
        self._keep_figures(plan.asks)
        self._keep_profiles({str(indicator) for indicator in self.indicators})
        return [*self.kept, *self.notes.keep(self.fetcher.folder)]

    def _nothing_to_ask(self, plan):
        said = [f"{self._called(indicator)}: {sentence}" for indicator, sentence in plan.left_out.items()]
        more = f" So it is with {len(said) - 1} more." if len(said) > 1 else ""
        return f"{said[0]}{more}"

    def _refuse_unknown_numbers(self):
        used = {*self.options.area_type_ids, self.options.parent_area_type_id}
        if unknown := sorted(used - self.area_types.keys()):
            raise SourceNotReadable(
                f"Fingertips has no area type {', '.join(map(str, unknown))}. "
                f"It has {', '.join(named(one, self.area_types) for one in sorted(self.area_types)[:40])}."
            )
        if self.options.profile_ids:
            self.profiles = self.service.profiles()
            if unknown := [one for one in self.options.profile_ids if one not in self.profiles]:
                raise SourceNotReadable(f"Fingertips has no profile {', '.join(map(str, unknown))}.")

    def _available(self):
        try:
            return self.service.available()
        except SourceNotReadable as problem:
            # Without the list an indicator that has no figures is found out by its empty answer.
            self.notes.leave_out("available_data", f"Fingertips did not say what it has figures of: {problem}")
            return None

    def _keep_metadata(self):
        if not self.indicators:
            return
        try:
            for kept in self.service.metadata(self.indicators):
                self.kept.append(kept)
                if kept.about["format"] == "json":
                    self._learn(kept)
        except SourceNotReadable as problem:
            self.notes.leave_out("indicator_metadata", f"The official definitions were not all read: {problem}")

    def _learn(self, kept):
        for indicator, said in metadata_in(kept).items():
            self.names[indicator] = " ".join((said.get("Descriptive") or {}).get("Name", "").split())
            self.year_types[indicator] = (said.get("YearType") or {}).get("Id", 0)

    def _keep_areas(self, area_types):
        for area_type in sorted(area_types, reverse=True):
            try:
                self.kept.append(self.service.areas(area_type))
            except SourceNotReadable as problem:
                self.notes.leave_out(
                    f"areas of {area_type}",
                    f"The areas of {named(area_type, self.area_types)} were not read: {problem}",
                )

    def _keep_figures(self, asks):
        for ask in asks:
            subject = f"{self._called(ask.indicator)} for {named(ask.area_type, self.area_types)}"
            try:
                self.kept.append(self._answer(ask))
            except SourceNotReadable as problem:
                self.notes.fail([ask.indicator], f"{subject}: {problem} Its figures stay as they are.")
                self._refuse_dead_service(subject, problem, len(asks))

    def _answer(self, ask):
        """The kept figures of one indicator; SourceNotReadable where they are none or another's."""
        if self.options.format == "json":
            kept = self.service.newest_figures(ask, self._how_to_read(ask))
            found = list(latest_data.points(latest_data.roots_of(kept)))[:1]
        else:
            kept = self.service.figures(ask)
            found = indicators_in(kept)
            if foreign := [one for one in found if one != str(ask.indicator)]:
                raise SourceNotReadable(f"Fingertips answered with figures of indicator {', '.join(foreign[:3])}.")
        if not found:
            raise SourceNotReadable("Fingertips answered with a header line and no figures.")
        return kept

    def _how_to_read(self, ask):
        """What the points say by number."""
        indicator = str(ask.indicator)
        return {"year_types": {indicator: self.year_types.get(indicator, 0)}, "value_notes": self.value_notes}

    @cached_property
    def value_notes(self):
        return {str(number): text for number, text in self.service.value_notes().items() if number}

    def _refuse_dead_service(self, subject, problem, asked):
        """One indicator's fault is noted; that of a service that answers nobody fails the run."""
        try:
            self.service.area_types()
        except SourceNotReadable as still:
            raise SourceNotReadable(
                f"Fingertips stopped answering at {subject}: {still}", is_passing=still.is_passing
            ) from problem
        failed = len(self.notes.unanswered)
        if failed > asked * MOST_FAILED:
            raise SourceNotReadable(
                f"Fingertips failed {failed} of {asked} indicators, at last {subject}: {problem}", is_passing=True
            ) from problem

    def _keep_profiles(self, read_alone):
        """Each profile as one file. An indicator that came before, alone or in another profile, is left out of it."""
        taken = set(read_alone)
        area_type = self.options.area_type_ids[0]
        for profile in self.options.profile_ids:
            subject = f"the profile {self.profiles[profile]} ({profile}) for {named(area_type, self.area_types)}"
            try:
                kept = self.service.figures_of_profile(profile, area_type)
                found = indicators_in(kept)
            except SourceNotReadable as problem:
                raise SourceNotReadable(f"{subject}: {problem}", is_passing=problem.is_passing) from problem
            if not found:
                raise SourceNotReadable(f"Fingertips answered for {subject} with a header line and no figures.")
            own = [one for one in found if one not in taken]
            self.kept.append(
                replace(kept, about={**kept.about, "indicator_ids": own, "without": sorted(taken & set(found))})
            )
            taken.update(found)

    def _called(self, indicator):
        name = self.names.get(str(indicator))
        return f"{name} ({indicator})" if name else f"Indicator {indicator}"
